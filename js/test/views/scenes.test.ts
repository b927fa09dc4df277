// @vitest-environment node
// What the views draw, as functions of the state: no page, no nodes.
import { describe, expect, test } from "vitest";
import { sweepOf } from "../../src/model/frames";
import { StudyModel } from "../../src/model/study_model";
import { barsToShow, firstBars, rowScene, ticksAt } from "../../src/views/bars/scene";
import { heightAt, instanceText, sceneOf } from "../../src/views/curve/scene";
import { descriptionOf, scenesOf } from "../../src/views/image/scenes";
import { curvesOfWidths, shadeOf } from "../../src/views/kernel_width/scene";
import { widthsOf } from "../../src/views/kernel_width/widths";
import { directionOf, dragged, holdAt, resized, shifted } from "../../src/views/neighborhood/box";
import { acrossOf, brushMark, sampleSentence, upwardsOf } from "../../src/views/neighborhood/scene";
import { titleOf as listTitle, numbersOf } from "../../src/views/neighborhood/selected";
import { pointsOf, selectionOf } from "../../src/views/samples/points";
import { headline, listedOf } from "../../src/views/summary/outputs";
import { standingOf } from "../../src/views/summary/status";
import {
  contentsOf,
  isOutdated,
  lacksExactly,
  positionAfter,
  removalText,
  sortedBy,
  titleOf,
} from "../../src/views/table/contents";
import { type FakeModel, framesOf, makeStudy, samplesOf, textOf } from "../doubles";

test("there is no page", () => expect(typeof document).toBe("undefined"));

describe("bars", () => {
  const chart = {
    span: { low: -0.5, high: 0.5 },
    largest: 0.4,
    output: "low",
    exact: false,
    what: "weight",
    units: [],
  } as const;
  test("have their ends and intervals in percent, cut off at the edges", () => {
    const scene = rowScene({ feature: 0, weight: 0.25, interval: 0.392, slope: undefined }, "temp", chart);
    expect(scene.bar).toEqual([50, 75]);
    expect(scene.interval?.ends[1]).toBe(100);
    expect(scene.interval?.cut).toEqual([false, true]);
    expect([scene.weight, scene.unsure]).toEqual(["+0.250", true]);
    expect(
      rowScene({ feature: 0, weight: -0.25, interval: 0.2, slope: undefined }, "temp", {
        ...chart,
        exact: true,
      }).interval,
    ).toBeNull();
  });
  test("beyond forty are the thirty strongest until asked for", () => {
    const bars = Array.from({ length: 41 }, (_, feature) => ({
      feature,
      weight: 1,
      interval: 0,
      slope: undefined,
    }));
    expect(barsToShow(bars.slice(1), false)).toMatchObject({ more: "" });
    expect([barsToShow(bars, false).shown.length, barsToShow(bars, false).more]).toEqual([
      30,
      "Show 11 more",
    ]);
    expect(barsToShow(bars, true).shown).toHaveLength(41);
  });
  test("give each column its first bar", () => {
    const bars = [3, 1, 2].map((feature) => ({ feature, weight: 1, interval: 0, slope: undefined }));
    expect([...firstBars(bars, [0, 1, 0, 1])]).toEqual([
      [1, 3],
      [0, 2],
    ]);
  });
  test("have ticks that do not overlap", () => {
    expect(ticksAt({ low: -0.5, high: 0.5 }).map(({ text, left, crowded }) => [text, left, crowded])).toEqual(
      [
        ["−0.5", 0, false],
        ["−0.25", 25, false],
        ["0", 50, false],
        ["0.25", 75, false],
        ["0.5", 100, false],
      ],
    );
    expect(ticksAt({ low: -0.00025, high: 0.00025 })[1]?.crowded).toBe(true);
  });
});

describe("the curves over the kernel width", () => {
  const heightsOf = (mark: Readonly<Record<string, unknown>> | undefined) =>
    ((mark?.["y"] ?? []) as Float64Array[]).map((y) => Array.from(y, (each) => Number(each.toFixed(3))));
  const sweep = sweepOf(
    framesOf(
      [0.5, 1, 2].map((width, t) => ({
        width,
        features: [0, 1],
        coef: [
          [-0.2, 0.5],
          [0.2, 0.5],
          [0.4, 0.5],
        ][t] as number[],
        doubts: t === 0 ? (["few_samples"] as const).slice() : [],
      })),
    ),
  );
  if (sweep === null) throw new Error("There is no sweep.");
  const sources = {
    sweep,
    widths: widthsOf(sweep),
    shown: [1, 0],
    highlight: -1,
    model: 1,
    spread: 0.5,
    color: (feature: number) => `color ${feature}`,
  };
  test("are the weights in order, with the gap as a share of the answers' range", () => {
    const { marks, along, trust, stretches } = curvesOfWidths(sources);
    expect(marks["coef"]).toMatchObject({ colors: ["color 1", "color 0"], opacities: [1, 1] });
    expect(heightsOf(marks["coef"])).toEqual([
      [0.5, 0.5, 0.5],
      [-0.2, 0.2, 0.4],
    ]);
    expect(heightsOf(marks["gap"])).toEqual([[0.5, 0.5, 0.5]]);
    expect(heightsOf(marks["ess"])).toEqual([[0.125, 0.25, 0.375]]);
    expect([along, trust.gap]).toEqual([[0.5, 2], 0.5]);
    expect(stretches.map(([, to]) => Number(to.toFixed(3)))).toEqual([Number(Math.sqrt(0.5).toFixed(3))]);
  });
  test("are pale beside the highlighted one", () => {
    expect(curvesOfWidths({ ...sources, highlight: 0 }).marks["coef"]).toMatchObject({
      opacities: [0.25, 1],
    });
    expect(curvesOfWidths({ ...sources, highlight: 7 }).marks["coef"]).toMatchObject({ opacities: [1, 1] });
  });
  test("have a shade from the bottom to the top of a figure", () => {
    const { x, y } = shadeOf([[1, 2]], -3, 4) as unknown as { x: Float64Array[]; y: Float64Array[] };
    expect([[...(x[0] ?? [])], [...(y[0] ?? [])]]).toEqual([
      [1, 2, 2, 1],
      [-3, -3, 4, 4],
    ]);
  });
});

describe("the curve along a feature", () => {
  const axis = {
    name: "x",
    place: 0,
    low: 0,
    high: 2,
    values: Float64Array.of(0, 1, 2),
    features: [0],
    z: Float64Array.of(0, 1, 2),
    integer: false,
    step: 0.1,
  };
  const slice = {
    output: 0,
    axes: [axis],
    values: Float32Array.of(0, 4, 8),
    error: null,
    distance: Float32Array.of(1, 0, 1),
    samples: Float32Array.of(0.5, 1),
  };
  const current = {
    compared: { width: 1, current: true, kept: false, color: "red" },
    found: { answer: 5, score: 1, ess: 9 },
    slope: 1,
    y: Float64Array.of(4, 5, 6),
  };
  test("shows the model, the surrogates and the kernel's weight", () => {
    const scene = sceneOf({ slice, lines: [current], samples: null, kernel: "triangular", width: 2 });
    expect([...((scene.marks.band["y"] as Float64Array[])[0] as Float64Array)]).toEqual([0.5, 1, 0.5]);
    expect(scene.marks.surrogates["colors"]).toEqual(["red"]);
    expect(Array.from(scene.rug.weights)).toEqual([0.75, 1]);
    expect([scene.along, scene.weighed, scene.drawn]).toEqual([[0, 2], true, 1]);
    expect(sceneOf({ slice, lines: [], samples: null, kernel: "custom", width: 2 }).weighed).toBe(false);
  });
  test("is at the model's answer where it is known, and between two places elsewhere", () => {
    const standing = { explained: 1, place: 1.5, answer: 4.25 };
    expect([heightAt(slice, standing, 1), heightAt(slice, standing, 1.5)]).toEqual([4.25, 6]);
    expect(heightAt(null, standing, 1)).toBeNaN();
  });
  test("says where the instance is", () => {
    expect(instanceText(axis, 1.5, 6, current, false)).toBe(
      "x 1.5: model 6.0, surrogate 5.0 at kernel width 1",
    );
    expect(instanceText(axis, 1.5, 6, current, true)).toContain("waiting");
    expect(instanceText(axis, Number.NaN, 6, current, false)).toContain("x is missing");
  });
});

describe("an image", () => {
  const look = {
    sign: "both",
    shown: Number.POSITIVE_INFINITY,
    minWeight: 0,
    hideRest: false,
    boundaries: true,
    gray: true,
  } as const;
  const raster = { n: 2 } as never;
  const label = (output: number, weight: number) => ({
    output,
    title: `label ${output}`,
    explanation: {
      frame: {
        width: 1,
        stale: false,
        bars: [{ feature: 0, weight, interval: 0, slope: undefined }],
        score: 1,
        looScore: 1,
        fidelity: 1,
        shrinkage: 0,
        grade: 0,
        ess: 1,
        localPrediction: 1,
        intercept: 0,
        why: "",
        doubts: [],
        reasons: [],
      },
      measure: { largest: 1, output: "", exact: true, what: "weight" as const, units: [] },
    },
  });
  const sources = {
    labels: [label(0, 1), label(1, -1)],
    raster,
    wide: 100,
    pictures: null,
    sight: "explanation",
    trying: false,
    removed: new Set<number>(),
    look,
    colors: { toward: [1, 2, 3], against: [4, 5, 6], cover: [7, 8, 9] },
    opacity: 0.5,
  } as const;
  test("has a panel for each label, titled where there are several", () => {
    const [first, second] = scenesOf(sources);
    expect([first?.title, second?.title]).toEqual(["label 0", "label 1"]);
    expect(first?.paint.fills[0]).not.toBe(second?.paint.fills[0]);
    expect(scenesOf({ ...sources, labels: [label(0, 1)] })[0]?.title).toBe("");
  });
  test("without its explanation is plain and cannot be touched when all is hidden", () => {
    const [hidden] = scenesOf({ ...sources, sight: "hidden" });
    expect([hidden?.hidden, hidden?.touchable, hidden?.paint.fills[0]]).toEqual([true, false, 0]);
    expect(descriptionOf(label(0, 1), hidden as never, 0, "superpixel 0")).toBeUndefined();
  });
  test("describes a superpixel", () => {
    const [scene] = scenesOf({ ...sources, removed: new Set([1]) });
    expect(descriptionOf(label(0, 1), scene as never, 0, "superpixel 0")).toBe(
      "superpixel 0: weight +1.00, exact",
    );
    expect(descriptionOf(label(0, 1), scene as never, 1, "superpixel 1")).toBe(
      "superpixel 1: not among the 1 in the explanation · hidden",
    );
  });
});

describe("the samples as points", () => {
  const samples = samplesOf([[1], [0], [1], [0]], { y: [0.2, 0.9, 0.4, 0.1], distance: [0, 1, 2, 3] });
  const points = pointsOf(samples);
  const up = Float64Array.of(0.2, 0.9, 0.4, 0.1);
  test("have axes that contain them", () => {
    const { low, high } = acrossOf(points);
    expect([low < 0, high > 3, low > -0.2]).toEqual([true, true, true]);
    expect(upwardsOf(up, "prediction", "probability")).toEqual({ low: -0.05, high: 1.05, exact: true });
    expect(upwardsOf(up, "residual", "probability").exact).toBe(false);
  });
  test("are described in a sentence", () => {
    const brush = { x: [0.5, 2.5], y: [0, 1] } as { x: [number, number]; y: [number, number] };
    const all = selectionOf(points, [1, 1, 1, 1], up, null);
    expect(sampleSentence(points, all, null, null, 1)).toBe(
      "4 samples, the nearest at distance 1. Drag over samples to list them.",
    );
    const selection = { rows: 2, share: 0.5, residual: 0.125 };
    expect(sampleSentence(points, selection, brush, "texts", 1)).toBe(
      "2 of all 4 texts, 50 % of the weight. The surrogate is 0.13 too low on average.",
    );
    expect(brushMark(null).x).toHaveLength(0);
    expect([...(brushMark(brush).x[0] as Float64Array)]).toEqual([0.5, 2.5, 2.5, 0.5]);
  });
  test("are listed with their numbers", () => {
    expect(listTitle({ kind: "row", rows: [1, 2], total: 9 })).toBe(
      "The 2 of 9 rows with the largest weights",
    );
    expect(listTitle({ kind: "text", rows: [1], total: 1 })).toBe("1 text");
    expect(numbersOf({ weights: [1], answers: [0.5], fitted: [0.25] })).toEqual([
      ["1.00", "0.500", "0.250", "+0.250"],
    ]);
  });
  test("are selected by a box that keys and the pointer change", () => {
    const box = { left: 0.2, right: 0.4, low: 0.2, high: 0.4 };
    const area = { width: 100, height: 100 };
    expect(shifted(box, -1, 0.1)).toEqual({ left: 0, right: 0.2, low: expect.closeTo(0.3), high: 0.5 });
    expect(resized(box, -1, 1)).toMatchObject({ right: 0.22, high: 1 });
    expect(directionOf(holdAt(box, { x: 0.3, y: 0.3 }, area))).toBe("all");
    expect(directionOf(holdAt(box, { x: 0.41, y: 0.3 }, area))).toBe("x");
    expect(directionOf(holdAt(box, { x: 0.9, y: 0.3 }, area))).toBe("none");
    expect(dragged(box, { x: "right", y: null }, { x: 0.4, y: 0.3 }, { x: 1.5, y: 0 })).toEqual({
      ...box,
      right: 1,
    });
    expect(dragged(box, null, { x: 0.5, y: 0.5 }, { x: 0.1, y: 0.9 })).toEqual({
      left: 0.5,
      right: 0.1,
      low: 0.5,
      high: 0.9,
    });
  });
});

describe("the summary", () => {
  test("says the prediction in words", () => {
    const { before, main, after } = headline(["no", "yes"], "probability", [0.1, 0.9], 0);
    expect(before + main + after).toBe('Model: class "yes", 90 %');
    expect(headline(["cost"], "value", [20.4], 0)).toMatchObject({ main: "20.4", after: "" });
    // While parts are removed by hand, what the model says without them.
    const moved = headline(["no", "yes"], "probability", [0.1, 0.9], 0, "", [0.6, 0.4]);
    expect(moved.after).toBe(", 90 % → 40 %");
    expect(headline(["cost"], "value", [20.4], 0, "", [7]).main).toBe("20.4 → 7");
    expect(headline(["a", "b"], "value", [1, 2], 1)).toMatchObject({ main: "2", after: " for b" });
  });
  test("lists the three likeliest of many outputs and the explained one", () => {
    const order = Array.from({ length: 50 }, (_, i) => i);
    expect(listedOf(order, 40)).toEqual([0, 1, 2, 40]);
    expect(listedOf(order.slice(0, 5), 4)).toEqual([0, 1, 2, 3, 4]);
  });
  test("says how the study stands", () => {
    const standing = (over: object) => standingOf(new StudyModel(makeStudy(over)));
    expect(standing({ status: "sampling", progress: 0.25 })).toMatchObject({
      text: "25 %",
      resume: "",
      spoken: "Asking the model.",
    });
    expect(standing({ status: "cancelled", progress: 0.5 })).toMatchObject({
      text: "Stopped at 50 %. Changing the instance asks the model again.",
      resume: "Continue",
    });
    expect(standing({ status: "failed", error: "no" })).toMatchObject({ resume: "Ask again" });
    const lonely: FakeModel = Object.assign(makeStudy({ status: "sampling" }), { comm_live: false });
    expect(standingOf(new StudyModel(lonely))).toMatchObject({
      status: "cancelled",
      resume: "",
      live: false,
    });
  });
});

describe("the table of samples", () => {
  const { text, names } = textOf("good day", ["good", "day"]);
  const samples = samplesOf(
    [
      [1, 1],
      [0, 1],
      [1, 0],
    ],
    { y: [0.9, 0.2, 0.5], distance: [0, 2, 1] },
  );
  const seen = { samples, text, names };
  const wanted = {
    kernel: "exponential",
    width: 1,
    kind: "probability",
    sorting: { key: "weight", descending: true },
  } as const;
  test("is ordered by weight with the text itself first, and decoded once", () => {
    const contents = contentsOf(seen, wanted, undefined);
    expect([...contents.order]).toEqual([0, 2, 1]);
    expect(titleOf(contents.table)).toBe("3 perturbed texts");
    const again = contentsOf(seen, { ...wanted, width: 2 }, contents);
    expect([again.table === contents.table, again.order === contents.order]).toEqual([true, true]);
    expect([
      ...contentsOf(seen, { ...wanted, sorting: { key: "answer", descending: false } }, contents).order,
    ]).toEqual([1, 2, 0]);
  });
  test("sorts in descending order first, except by the number of the row", () => {
    expect(sortedBy({ key: "weight", descending: true }, "weight").descending).toBe(false);
    expect(sortedBy({ key: "weight", descending: true }, "kept").descending).toBe(true);
    expect(sortedBy({ key: "weight", descending: true }, "row").descending).toBe(false);
  });
  test("knows what a row lacks, and whether its text is outdated", () => {
    const { table } = contentsOf(seen, wanted, undefined);
    expect([lacksExactly(table, 1, [0]), lacksExactly(table, 1, [1]), lacksExactly(table, 0, [])]).toEqual([
      true,
      false,
      false,
    ]);
    expect(removalText(table, 0, "good")).toBe("good: removed in 1 of 3 texts");
    expect([
      isOutdated(seen, { ...text }),
      isOutdated(seen, { ...text, mask: "…" }),
      isOutdated(seen, null),
    ]).toEqual([false, true, true]);
  });
  test("is read by keys", () => {
    expect(["ArrowDown", "PageUp", "End", "Home", "a"].map((key) => positionAfter(key, 5, 9, 4))).toEqual([
      6,
      1,
      9,
      0,
      undefined,
    ]);
    expect(positionAfter("PageDown", 8, 9, 4)).toBe(9);
  });
});
