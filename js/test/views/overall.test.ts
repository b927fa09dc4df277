import { describe, expect, test } from "vitest";
import { encode } from "../../src/model/codec";
import type { Global, GlobalWeights } from "../../src/model/wire";
import overall, { askText } from "../../src/views/overall/overall";
import { pairsOf, reachOf } from "../../src/views/overall/rows";
import { makeStudy, open } from "../doubles";

const f4 = (values: number[]) => encode("f4", [values.length], values);
const weights: GlobalWeights = {
  features: encode("i4", [2], [2, 0]),
  names: ["temp", "wind"],
  local: f4([0.6, -0.1]),
  whole: f4([0.2, -0.1]),
  local_interval: f4([0.2, Number.NaN]),
  whole_interval: f4([0.1, 0.05]),
  differs: encode("u1", [2], [1, 0]),
  headline: "Here temp counts three times as much as overall.",
  answers: "For this row the model says 0.9.",
  note: "These are weights.",
  predictions: [0.9, 0.8, 0.5],
  local_score: 0.7,
  whole_score: null,
  n_held_out: 200,
  surrogate: "ridge",
};
const before: Global = { n_rows: 1024, seconds: 2, n_answered: null, error: "" };

describe("local and whole model", () => {
  test("says what asking costs, and asks only then", async () => {
    const study = makeStudy({ global_surrogate: before });
    const { find, all } = await open(overall, study);
    expect(find("button[data-action=fit_global]").textContent).toBe(
      "Ask about 1,024 training rows: 1,024 model calls, about 2 s",
    );
    expect(study.sent).toEqual([]);
    find("button[data-action=fit_global]").click();
    expect(study.sent).toEqual([{ type: "fit_global" }]);
    study.receive({ global_surrogate: { ...before, n_answered: 128 } });
    expect(find(".lw-plot-note").textContent).toBe("128 of 1,024 training rows answered");
    expect(find("button[data-action=fit_global]").hidden).toBe(true);
    find("button[data-action=stop_global]").click();
    expect(study.sent).toEqual([{ type: "fit_global" }, { type: "stop_global" }]);
    expect(all(".lw-pair")).toEqual([]);
  });
  test("leaves out a time that nobody notices", () => {
    expect(askText({ ...before, seconds: 0.02 })).toBe("Ask about 1,024 training rows: 1,024 model calls");
    expect(askText({ ...before, n_rows: 1, seconds: null })).toBe("Ask about 1 training row: 1 model call");
  });
  test("draws both weights on one scale, and marks those that differ", async () => {
    const study = makeStudy({ global_surrogate: { ...before, n_answered: 1024, weights } });
    const { find, all } = await open(overall, study);
    expect(find(".lw-global-headline").textContent).toBe(weights.headline);
    expect(find(".lw-global-meaning").textContent).toBe("These are weights.");
    expect(reachOf(pairsOf(weights))).toBeCloseTo(0.8, 6);
    const bars = all(".lw-pair-bar").map(({ style }) => [style.left, style.width].map(Number.parseFloat));
    expect(bars).toEqual([
      [50, 37.5],
      [50, 12.5],
      [43.75, 6.25],
      [43.75, 6.25],
    ]);
    expect(all(".lw-pair-interval").length).toBe(3);
    expect(all(".lw-pair").map((each) => each.getAttribute("aria-label"))).toEqual([
      "temp: +0.600 here, +0.200 overall; they differ by more than chance",
      "wind: −0.100 here, −0.100 overall",
    ]);
    expect(find(".lw-global-scores").textContent).toContain("R² 0.70 local");
  });
  test("leaves out the bar of a feature that a surrogate does not have", async () => {
    const left_out = { ...weights, local: f4([Number.NaN, -0.1]), local_interval: f4([Number.NaN, 0.1]) };
    const study = makeStudy({ global_surrogate: { ...before, n_answered: 1024, weights: left_out } });
    const { all } = await open(overall, study);
    expect(all(".lw-pair-bar").length).toBe(3);
    expect(all(".lw-pair")[0]?.getAttribute("aria-label")).toContain("temp: left out here, +0.200 overall");
  });
  test("shows a failure as a sentence, and lets the user try again", async () => {
    const study = makeStudy({ global_surrogate: { ...before, n_answered: 3, error: "Your model raised." } });
    const { find } = await open(overall, study);
    expect(find(".lw-plot-note").textContent).toBe("Your model raised.");
    expect(find("button[data-action=fit_global]").textContent).toBe("Try again");
  });
  test("highlights a feature in all views", async () => {
    const study = makeStudy({ global_surrogate: { ...before, n_answered: 1024, weights } });
    const { all } = await open(overall, study);
    all(".lw-pair")[0]?.focus();
    expect(study.get("highlight")).toBe(2);
    expect(all(".lw-highlight").length).toBe(1);
  });
});
