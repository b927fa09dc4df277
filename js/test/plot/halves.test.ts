// The parts of a plane where the surrogate is at or above a level, and the sentences about a slice.
import { describe, expect, test } from "vitest";
import { crossingsOf, headlineOf } from "../../src/views/curve/headline";
import { signsOf } from "../../src/views/slices/boundary";
import { aboveOf, type Polygon } from "../../src/views/slices/halves";
import { agreement } from "../../src/views/slices/readout";
import type { Axis, Slice } from "../../src/views/slices/slice";

const axis = (name: string, values: number[]): Axis => ({
  name,
  place: 0,
  low: values[0] ?? 0,
  high: values.at(-1) ?? 0,
  values: Float64Array.from(values),
  features: [0],
  z: new Float64Array(),
  integer: false,
  step: 0.1,
});
const surrogate = (first: number[], second: number[], base = 0) => ({
  base,
  logistic: false,
  parts: [Float64Array.from(first), Float64Array.from(second)],
});

/** Whether a point lies in one of the convex polygons. */
const inside = (polygons: readonly Polygon[], x: number, y: number) =>
  polygons.some((corners) => {
    const sides = corners.map(([a, b], k) => {
      const [c, d] = corners[(k + 1) % corners.length] ?? [a, b];
      return (c - a) * (y - b) - (d - b) * (x - a);
    });
    return corners.length > 2 && (sides.every((side) => side >= 0) || sides.every((side) => side <= 0));
  });

describe("the tinted side", () => {
  const [u, v] = [axis("u", [0, 1, 2, 3, 4]), axis("v", [0, 2, 4, 6, 8])];
  const straight = [0, 1, 2, 3, 4];
  const stepped = [1, 1, -2, -2, 3];
  test.each([
    ["two lines", straight, [0, -2, -4, -6, -8]],
    ["steps across", stepped, [0, -2, -4, -6, -8]],
    ["steps upward", straight, [-1, -1, -3, -3, 0]],
    ["steps both ways", stepped, [2, 2, -3, 0, 0]],
  ])("is where the prediction reaches the level: %s", (_, first, second) => {
    const found = surrogate(first, second, 1.25);
    const above = aboveOf(found, [u, v], 0.5);
    const signs = signsOf(found, [u, v], 0.5);
    expect(new Set(signs.map((sign) => sign.above)).size).toBe(2);
    // At the middle of each place, a little off the edges.
    for (const sign of signs) {
      const [x, y] = [Math.min(3.99, Math.max(0.01, sign.x)), Math.min(7.99, Math.max(0.01, sign.y))];
      expect([sign.x, sign.y, inside(above, x, y)]).toEqual([sign.x, sign.y, sign.above]);
    }
  });
  test("is the whole plane, or nothing, where the level is not crossed", () => {
    expect(inside(aboveOf(surrogate(straight, straight, 9), [u, v], 0.5), 4, 8)).toBe(true);
    expect(aboveOf(surrogate(straight, straight, -99), [u, v], 0.5).flat()).toEqual([]);
  });
  test("is compared with the model's side in a sentence", () => {
    const signs = signsOf(surrogate(straight, [0, 0, 0, 0, 0]), [u, v], 2);
    const values = Float32Array.from({ length: 25 }, (_, k) => (k >= 5 ? 3 : 0));
    expect(agreement(values, signs, [u, v], 2)).toBe(
      "The surrogate is on the model's side over 80 % of this plane.",
    );
    expect(agreement(values, [], [u, v], 2)).toBe("");
  });
});

describe("the headline of a curve", () => {
  const slice = (values: number[], output = 0) =>
    ({
      output,
      axes: [
        axis(
          "temp",
          values.map((_, k) => 10 * k),
        ),
      ],
      values: Float32Array.from(values),
    }) as Slice;
  const two = { names: ["below", "above"], kind: "probability" as const };
  const said = (values: number[], outputs: Parameters<typeof headlineOf>[1] = two, output = 0) =>
    headlineOf(slice(values, output), outputs, outputs.kind === "value" ? 0 : 0.5);

  test("says where a class changes", () => {
    expect(said([0.9, 0.7, 0.3])).toBe("Where temp is below 15 the model says “below”, above it “above”.");
    expect(said([0.9, 0.7, 0.3], two, 1)).toBe(
      "Where temp is below 15 the model says “above”, above it “below”.",
    );
    expect(said([0.9, 0.1, 0.9])).toBe(
      "Where temp is between 5 and 15 the model says “above”, elsewhere “below”.",
    );
    expect(said([0.9, 0.1, 0.9, 0.1])).toBe("The model changes its answer where temp is 5, 15 and 25.");
    expect(said([0.9, 0.1, 0.9, 0.1, 0.9])).toBe(
      "Along temp the model changes its answer 4 times, first at 5.",
    );
  });
  test("says that it does not change", () => {
    expect(said([0.9, 0.75])).toBe(
      "Along temp the model always says “below”: the probability of “below” is 0.75 to 0.90.",
    );
    expect(said([0.25, 0.125])).toBe(
      "Along temp the model always says “above”: the probability of “below” is 0.125 to 0.250.",
    );
    expect(said([0.5, 0.5])).toBe("Along temp the model's answer stays at 0.50.");
  });
  test("names no class where there are more than two", () => {
    const three = { names: ["a", "b", "c"], kind: "probability" as const };
    expect(said([0.2, 0.8], three)).toBe("The probability of “a” crosses 0.5 where temp is 5.");
    expect(said([0.2, 0.4], three)).toContain("stays between 0.20 and 0.40");
  });
  test("of a value says its range, and where it changes most", () => {
    expect(said([1, 2, 9, 10], { names: ["y"], kind: "value" })).toBe(
      "Along temp the model's answer is between 1.0 and 10.0; it changes most near 20.",
    );
  });
  test("finds crossings between two places", () => {
    expect(crossingsOf([0, 1, 0], [0, 4, 8], 0.25)).toEqual([1, 7]);
    expect(crossingsOf([1, 1], [0, 1], 0.5)).toEqual([]);
  });
});
