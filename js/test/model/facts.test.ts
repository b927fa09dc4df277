// What both sides state: tests/widgets/wire/test_facts.py compares the Python side with the same file.
import { expect, test } from "vitest";
import { kernels, weightsOf } from "../../src/model/kernel";
import { hexOf, surfaceColors } from "../../src/plot/ramp";
import css from "../../src/ui/base.css?raw";
import series from "../../src/ui/drawing/series.css?raw";
import samples from "../../src/views/neighborhood/neighborhood.css?raw";
import facts from "../facts.json";

test("the kernels weigh as in Python", () => {
  expect(Object.keys(kernels).sort()).toEqual(Object.keys(facts.kernels).sort());
  const distances = facts.shares.map((share) => 2 * share);
  for (const [name, expected] of Object.entries(facts.kernels)) {
    const weights = weightsOf(distances, name, 2);
    for (const [k, weight] of expected.entries()) expect(weights[k]).toBeCloseTo(weight, 14);
  }
});

test("the user's own kernel is unknown here", () => {
  expect([...weightsOf([1], "custom", 1), ...weightsOf([1], "toString", 1)]).toEqual([
    Number.NaN,
    Number.NaN,
  ]);
});

test("the colors of the light theme are those of the pictures that Python makes", () => {
  const rules: Record<string, string> = {
    "blue-orange": ".lw {",
    "green-red": '.lw[data-palette="green-red"] {',
  };
  for (const [palette, [toward, against]] of Object.entries(facts.palettes)) {
    const start = css.indexOf(rules[palette] as string);
    const rule = css.slice(start, css.indexOf("}", start));
    expect([start >= 0, rule]).toEqual([true, expect.stringContaining(`--lw-for: ${toward};`)]);
    expect(rule).toContain(`--lw-against: ${against};`);
  }
});

test("the colors of samples, surfaces and features are those of the pictures that Python makes", () => {
  expect(samples).toContain(`linear-gradient(90deg, ${facts.ramp.join(", ")})`);
  expect(samples).toContain(`background: ${facts.training};`);
  expect(surfaceColors.light.map(hexOf)).toEqual(facts.surface);
  const light = series.slice(series.indexOf(".lw {"), series.indexOf("}"));
  expect([...light.matchAll(/#[0-9a-f]{6}/g)].map(([color]) => color)).toEqual(facts.series);
});
