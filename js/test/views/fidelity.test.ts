import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encode } from "../../src/model/codec";
import type { Asking, Fidelity, Removal, Samples, Scores } from "../../src/model/wire";
import { dimensionOf } from "../../src/plot/dimension";
import { say } from "../../src/texts/catalogue";
import { costOf } from "../../src/views/fidelity/asking";
import { wholeTicks } from "../../src/views/fidelity/features";
import fidelity from "../../src/views/fidelity/fidelity";
import { beyond, frame, quantile } from "../../src/views/fidelity/frame";
import { removalSentence } from "../../src/views/fidelity/removal";
import { runningOf } from "../../src/views/fidelity/running";
import { enough, scoredNear, scoresOf } from "../../src/views/fidelity/scores";
import { steppedFrom } from "../../src/views/fidelity/steering";
import { pointsOf } from "../../src/views/samples/points";
import { fire, framesOf, makeStudy, stubCanvas } from "../doubles";
import { dragAlong, type FakePart, figure, linear, lines, openPlotted, points } from "../plotted";

const array = (values: number[]) => encode("f4", [values.length], values);
const nan = Number.NaN;

const scores = (at: number[], score: number[], left: number[], fresh: number[]): Scores => ({
  at: encode("f8", [at.length], at),
  score: array(score),
  left_out: array(left),
  fresh: array(fresh),
  half: array(fresh.map(() => 0.125)),
});

const removal = (over: Partial<Removal> = {}): Removal => ({
  share: array([0, 0.5, 1]),
  deletion: array([1, 0.25, 0]),
  insertion: array([0, 0.75, 1]),
  random: array([1, 0.5, 0]),
  deletion_area: 0.375,
  insertion_area: 0.625,
  random_area: 0.5,
  random_spread: 0.125,
  random_error: 0.03,
  output: 0,
  kernel_width: 1,
  n_features: 2,
  current: true,
  ...over,
});

const found = (over: Partial<Fidelity> = {}): Fidelity => ({
  generation: 1,
  output: 0,
  kernel_width: 1,
  n_features: 2,
  selects: true,
  divides: false,
  exact: false,
  gap: 0.05,
  n_fresh: 0,
  fresh_ess: 0,
  n_calls: 0,
  by_features: scores([1, 2, 3], [0.5, 0.75, 0.8], [0.45, 0.72, 0.73], [nan, nan, nan]),
  by_width: scores([0.5, 1, 2], [0.5, 0.75, 0.8], [0.4, 0.7, 0.75], [nan, nan, nan]),
  measures: [{ label: "R² in sample", value: 0.75, meaning: "It explains 75 %." }],
  removal: null,
  ...over,
});

const fresh = (over: Partial<Fidelity> = {}) =>
  found({
    n_fresh: 1024,
    fresh_ess: 200,
    by_features: scores([1, 2, 3], [0.5, 0.75, 0.8], [0.45, 0.72, 0.73], [0.375, 0.625, 0.5]),
    by_width: scores([0.5, 1, 2], [0.5, 0.75, 0.8], [0.4, 0.7, 0.75], [-0.5, 0.625, 0.875]),
    ...over,
  });

const offer: Asking = { progress: null, error: null, n_fresh: 1024, n_rows: 1505, seconds: 2.2 };

const samples = (distance: number[], residual: number[], counts: number[] | null = null): Samples => ({
  generation: 1,
  n: distance.length,
  p: 3,
  output: 0,
  log_proposal: null,
  off_data: null,
  can_be_local: false,
  local_width: 0,
  masks: null,
  y: array(residual),
  distance: array(distance),
  counts: counts === null ? null : array(counts),
  weights: null,
  fitted: { kernel_width: 1, values: array(residual.map(() => 0)) },
});

describe("the measures", () => {
  test("of a width serve widths within half a step of the grid", () => {
    const curves = scoresOf(fresh().by_width);
    expect(scoredNear(curves, 1.01)?.fresh).toBe(0.625);
    expect(scoredNear(curves, 1.2)).toBeNull();
  });
  test("name the smallest number of features that does nearly as well", () => {
    expect(enough(scoresOf(found().by_features))).toBe(1);
    expect(enough(scoresOf(scores([1, 2], [1, 1], [nan, nan], [nan, nan])))).toBe(0);
  });
  test("move from one measured number to the next", () => {
    expect([steppedFrom([1, 2, 5], 2, 1), steppedFrom([1, 2, 5], 3, -1)]).toEqual([5, 2]);
    expect([steppedFrom([1, 2, 5], 5, 4), steppedFrom([1, 2, 5], 9, 0), steppedFrom([], 1, 1)]).toEqual([
      5,
      5,
      undefined,
    ]);
  });
  test("have ticks at whole numbers", () => {
    expect(wholeTicks(0.6, 4.4, 9)).toEqual([1, 2, 3, 4]);
    expect(wholeTicks(0.6, 30.4, 9)).toEqual([1, 5, 10, 15, 20, 25, 30]);
  });
});

describe("the running residuals", () => {
  test("are those of the Python side, by hand", () => {
    const distance = Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 2 : 1));
    const residual = distance.map((each): number => (each === 2 ? 3 : 1));
    residual[1] = -7;
    const { at, mean, rms } = runningOf(pointsOf(samples(distance, residual)), residual);
    expect([[...at], [...mean]]).toEqual([
      [1, 2],
      [0, 3],
    ]);
    expect(rms[0]).toBeCloseTo(Math.sqrt(56 / 8), 12);
    expect(rms[1]).toBe(3);
  });
  test("leave out an instance that is no sample", () => {
    const all = samples([0, ...Array(8).fill(1)], [50, ...Array(8).fill(2)], [0, ...Array(8).fill(1)]);
    const { at, mean } = runningOf(pointsOf(all), [50, ...Array(8).fill(2)]);
    expect([[...at], [...mean]]).toEqual([[1], [2]]);
  });
  test("have an axis that holds all but outliers, the same as in print", () => {
    const y = dimensionOf(linear());
    frame(y, Float64Array.of(1, -2), [1.5]);
    expect(y.high).toBeCloseTo(2.1, 9);
    const up = Float64Array.from({ length: 1000 }, (_, i) => (i === 999 ? 50 : -1 + (2 * i) / 998));
    frame(y, up, [0.5]);
    expect(y.high).toBeCloseTo(1.2, 9);
    expect(beyond(up, y)).toEqual([999]);
  });
  test("let the axis leave out the last hundredth", () => {
    expect(
      quantile(
        Float64Array.from({ length: 100 }, (_, i) => (i === 0 ? -50 : i / 100)),
        0.98,
      ),
    ).toBe(0.99);
  });
});

describe("the words", () => {
  test("say what the model would be asked", () => {
    expect(costOf(offer, 0)).toBe("Draw 1,024 fresh samples: 1,505 model calls, about 2 s");
    expect(costOf({ ...offer, seconds: 0.2 }, 256)).toBe(
      "Draw 1,024 more fresh samples: 1,505 model calls, less than a second",
    );
    expect(costOf({ ...offer, n_fresh: 0, n_rows: 12, seconds: -1 }, 0)).toBe(
      "Remove features in order: 12 model calls",
    );
  });
  test("claim nothing of an order that is within the spread of random ones", () => {
    const unclear = "The order cannot be told from chance here.";
    const near = { deletion_area: 0.55, insertion_area: 0.5 };
    expect(removalSentence(removal(near))).toContain(unclear);
    expect(removalSentence(removal({ ...near, random_spread: 0.04 }))).toContain("worse than chance");
    expect(removalSentence(removal({ random_error: 0.07 }))).toContain(unclear);
  });
  test("call first what raises the answer, which the largest weight need not do", () => {
    expect(removalSentence(removal())).toBe(
      "Mean answer when what raises it most goes first 0.375, in random order (dashed) 0.500, when it comes first 0.625. " +
        "The order is better than chance both ways: the explanation names what raises the model's answer.",
    );
    expect(say("faithful.removal")).toMatch(/what raises it most comes first$/);
  });
  test("say whether the order is better than chance", () => {
    expect(removalSentence(removal())).toContain("better than chance both ways");
    expect(removalSentence(removal({ deletion_area: 0.5 }))).toContain("one way only");
    expect(removalSentence(removal({ deletion_area: 0.65, insertion_area: 0.49 }))).toContain("worse than");
    expect(removalSentence(removal({ current: false }))).toContain("earlier explanation, at kernel width 1");
  });
});

const drawn = (parts: Record<string, FakePart>, name: string, axis: string) =>
  (parts[name]?.state[axis] ?? []) as Float64Array[];

describe("the view", () => {
  stubCanvas();
  beforeEach(() => {
    vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 400, 300));
  });
  afterEach(() => vi.restoreAllMocks());

  const makeParts = (): Record<string, FakePart> => ({
    x_features: linear(),
    y_features: linear(),
    x_residuals: linear(),
    y_residuals: linear(),
    x_removal: linear(),
    y_removal: linear(),
    band: lines(),
    chosen: lines(),
    scores: lines(),
    score_points: points(),
    zero: lines(),
    rms: lines(),
    mean: lines(),
    random: lines(),
    curves: lines(),
    figure_features: figure(),
    figure_residuals: figure(),
    figure_removal: figure(),
  });

  const open = async (value: Fidelity | null, asking: Asking = offer, n = 32) => {
    const distance = Array.from({ length: n }, (_, i) => i / 8);
    const study = makeStudy({
      frames: framesOf([0.5, 1, 2].map((width) => ({ width, features: [0, 1], coef: [0.5, 0.25] }))),
      kernel_width: 1,
      n_features: 2,
      samples: samples(distance, distance),
    } as unknown as Parameters<typeof makeStudy>[0]);
    const parts = makeParts();
    const opened = await openPlotted(fidelity, study, parts, { fidelity: value, asking });
    return { ...opened, study, parts };
  };

  test("shows what needs no model call at once", async () => {
    const { find, parts } = await open(found());
    expect(find(".lw-plot-headline").textContent).toMatch(
      /^On samples left out of the fit, the surrogate explains/,
    );
    expect(parts["scores"]?.state["y"]).toHaveLength(2);
    expect(find(".lw-figure-readout").textContent).toBe(
      "2 features: R² 0.75 in sample, 0.72 left out. 2 features do nearly as well as any number (left out 0.72).",
    );
    expect(parts["rms"]?.state["y"]).toHaveLength(2);
    expect(find(".lw-measure").textContent).toBe("R² in sample 0.750It explains 75 %.");
    expect(find("[data-action=check_fidelity]").textContent).toBe(
      "Draw 1,024 fresh samples: 1,505 model calls, about 2 s",
    );
  });

  test("names no lines of few samples, which have none", async () => {
    const names = (all: (selector: string) => HTMLElement[]) =>
      all(".lw-figure-residuals .lw-curve-end").map((each) => each.textContent);
    const many = await open(found());
    expect(names(many.all)).toEqual(["± root mean square", "mean"]);
    expect(many.find(".lw-figure-residuals + .lw-plot-note").textContent).toContain("running root mean");
    const few = await open(found(), offer, 8);
    expect(names(few.all)).toEqual([]);
    expect(few.find(".lw-figure-residuals + .lw-plot-note").textContent).toBe("The shade is the kernel.");
  });

  test("marks the residuals beyond the frame and counts them", async () => {
    const { find, study, parts } = await open(found());
    expect(find(".lw-figure-residuals + .lw-plot-note").textContent).not.toContain("beyond");
    const distance = Array.from({ length: 400 }, (_, i) => i / 8);
    const residual = distance.map((_, i): number => (i === 7 ? 900 : i === 9 ? -400 : Math.sin(i)));
    study.set("samples", samples(distance, residual));
    const [low, high] = ["min", "max"].map((end) => Number(parts["y_residuals"]?.state[end]));
    expect(low).toBe(-(high as number));
    expect(high).toBeLessThan(400);
    expect(find(".lw-figure-residuals + .lw-plot-note").textContent).toMatch(
      /2 samples lie beyond the frame, with errors up to 900; triangles mark them\.$/,
    );
  });

  test("says nothing of fewer features where all are needed", async () => {
    const { find } = await open(found({ by_features: scores([1, 2], [0.5, 0.8], [0.4, 0.7], [nan, nan]) }));
    expect(find(".lw-figure-readout").textContent).toBe("2 features: R² 0.80 in sample, 0.70 left out");
  });

  test("leaves no gap where nothing is left to ask", async () => {
    const { find, model, study } = await open(found({ exact: true }), { ...offer, n_rows: 0 });
    expect(find(".lw-asking").hidden).toBe(true);
    model.receive({ asking: offer });
    expect(find(".lw-asking").hidden).toBe(false);
    study.connect(false);
    expect(find(".lw-asking").hidden).toBe(true);
  });

  test("says that the number shown does not change Shapley values", async () => {
    const { find } = await open(found({ divides: true }));
    expect(find(".lw-figure-caption").textContent).toMatch(/does not depend on the number shown$/);
    expect(find(".lw-figure-readout").textContent).toBe("2 features: R² 0.75 in sample, 0.72 left out");
  });

  test("has the grammar of one feature", async () => {
    const { find } = await open(found({ by_features: scores([1, 2], [0.8, 0.8], [0.7, 0.7], [nan, nan]) }));
    expect(find(".lw-figure-readout").textContent).toMatch(/ 1 feature does nearly as well as any number/);
  });

  test("asks the model only when it is told to, and can stop", async () => {
    const { find, study, model } = await open(found());
    find("[data-action=check_fidelity]").click();
    expect(study.sent).toEqual([{ type: "check_fidelity" }]);
    model.receive({ asking: { ...offer, progress: 0.25 } });
    expect([find("[data-action=check_fidelity]").hidden, find(".lw-progress").hidden]).toEqual([true, false]);
    expect(find(".lw-asking-state").textContent).toBe("Asking the model, 25 %");
    find("[data-action=cancel_fidelity]").click();
    expect(study.sent.at(-1)).toEqual({ type: "cancel_fidelity" });
    model.receive({ asking: { ...offer, error: "The model raised." } });
    expect(find(".lw-asking .lw-error").textContent).toBe("The model raised.");
  });

  test("says what the surrogate explains of fresh samples, also while the width is dragged", async () => {
    const { find, study, root } = await open(fresh()).then((each) => ({ ...each, root: each.find(".lw") }));
    expect(find(".lw-plot-headline").textContent).toMatch(
      /^On samples it has not seen, the surrogate explains 63 %/,
    );
    expect(root.dataset["measured"]).toBe("true");
    study.set("kernel_width", 2);
    expect(find(".lw-plot-headline").textContent).toMatch(/explains 88 %/);
    expect(root.classList.contains("lw-measured-before")).toBe(true);
    study.set("kernel_width", 0.5);
    expect(find(".lw-plot-headline").textContent).toContain("worse than the model's mean answer");
    study.set("n_features", 1);
    expect(find(".lw-plot-headline").textContent).toMatch(/^On samples left out of the fit/);
  });

  test("says that few fresh samples tell little", async () => {
    const { find } = await open(fresh({ fresh_ess: 7.2 }));
    expect(find(".lw-plot-headline").textContent).toContain("count like 7.2 here");
  });

  test("draws the interval of fresh samples, and names the curves at their ends", async () => {
    const { parts, all } = await open(fresh());
    const [band] = drawn(parts, "band", "y");
    expect([...(band ?? [])]).toEqual([0.5, 0.75, 0.625, 0.375, 0.5, 0.25]);
    expect(all(".lw-figure-features .lw-curve-end").map((each) => each.textContent)).toEqual([
      "in sample",
      "left out",
      "fresh",
    ]);
  });

  test("lets the number of features be dragged and moved by keys", async () => {
    const { find, study, parts } = await open(found());
    const handle = find(".lw-handle-features");
    expect(handle.getAttribute("aria-valuetext")).toBe("2 features");
    dragAlong(find(".lw-figure-features .lw-surface"), [0.5, 0.5], [0.95, 0.5]);
    expect(study.state["n_features"]).toBe(3);
    expect(drawn(parts, "chosen", "x")[0]?.[0]).toBe(3);
    fire(handle, "keydown", { key: "ArrowLeft" });
    expect(study.state["n_features"]).toBe(2);
    fire(handle, "keydown", { key: "Home" });
    expect([study.state["n_features"], handle.getAttribute("aria-valuenow")]).toEqual([1, "1"]);
    dragAlong(find(".lw-figure-features .lw-surface"), [0.5, 0.5]);
    expect(study.state["n_features"]).toBe(2);
  });

  test("offers nothing that needs a kernel where there is none", async () => {
    const { find, study } = await open(fresh());
    study.connect(false);
    expect([find(".lw-handle-features").hidden, find("[data-action=check_fidelity]").hidden]).toEqual([
      true,
      true,
    ]);
    expect(find(".lw-plot-headline").textContent).toMatch(/^On samples it has not seen/);
  });

  test("offers no handle where all features are kept", async () => {
    const { find, study } = await open(found({ selects: false }));
    expect(find(".lw-handle-features").hidden).toBe(true);
    expect(find(".lw-figure-caption").textContent).toContain("All features are kept");
    dragAlong(find(".lw-figure-features .lw-surface"), [0.5, 0.5], [0.9, 0.5]);
    expect(study.state["n_features"]).toBe(2);
  });

  test("draws the removal when the model was asked, gray in another order", async () => {
    const { find, parts, model } = await open(found());
    const root = find(".lw");
    expect(root.classList.contains("lw-no-removal")).toBe(true);
    model.receive({ fidelity: found({ removal: removal() }) });
    expect(root.classList.contains("lw-no-removal")).toBe(false);
    expect(drawn(parts, "curves", "y").map((each) => [...each])).toEqual([
      [1, 0.25, 0],
      [0, 0.75, 1],
    ]);
    expect(drawn(parts, "random", "y")[1]?.[0]).toBe(0);
    model.receive({ fidelity: found({ removal: removal({ current: false }) }) });
    expect(find(".lw-figure-removal").classList.contains("lw-former")).toBe(true);
  });

  test("shortens a long class name in the title of the removal's axis", async () => {
    const { study, parts, model } = await open(found({ removal: removal() }));
    const label = () =>
      (parts["figure_removal"]?.state["axes"] as FakePart[] | undefined)?.[1]?.state["label"] as string;
    expect(label()).toBe("probability of low");
    const long = "will cancel the contract within the next quarter";
    study.set("outputs", { names: [long, "stays"], kind: "probability" } as never);
    model.receive({ fidelity: found({ removal: removal() }) });
    const height = 300;
    expect(label()).toMatch(/^probability of will .*….*quarter$/);
    expect(6 * label().length).toBeLessThan(height + 20);
  });

  test("waits for the first measures, and listens to nothing once closed", async () => {
    const { find, close, study, model } = await open(null);
    expect(find(".lw-plot-note").textContent).toBe("Measuring…");
    close();
    expect([study.listening, model.listening]).toEqual([0, 0]);
  });
});
