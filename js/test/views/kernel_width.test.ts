import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encode } from "../../src/model/codec";
import { sweepOf } from "../../src/model/frames";
import { extentOf } from "../../src/views/kernel_width/extents";
import width from "../../src/views/kernel_width/kernel_width";
import { bandsOf, changesOf, stretchesOf, widthsOf } from "../../src/views/kernel_width/widths";
import { doubt, fire, framesOf, makeStudy, stubCanvas } from "../doubles";
import {
  dragAlong,
  dragAndScroll,
  type FakePart,
  figure,
  linear,
  lines,
  log,
  openPlotted,
  points,
} from "../plotted";

/** A sweep of two features over widths; `doubts` lists those with too few samples. */
const sweep = (coef: number[][], widths: number[], doubts: number[] = []) => {
  const frames = framesOf(
    widths.map((each, t) => ({
      width: each,
      features: coef.map((_, j) => j),
      coef: coef.map((row) => row[t] ?? 0),
    })),
  );
  const found = sweepOf({
    ...frames,
    doubts: {
      few_samples: doubt(widths.map((_, t) => Number(doubts.includes(t)))),
    },
  });
  if (found === null) throw new Error("There is no sweep.");
  return widthsOf(found);
};

describe("the sweep by feature", () => {
  test("has every feature's weights ordered by width, with gaps where it is not selected", () => {
    const frames = framesOf([
      { width: 2, features: [0, 2], coef: [0.5, 0.125] },
      { width: 0.5, features: [1, 0], coef: [-0.75, 0.25] },
      { width: 1, features: [0, -1], coef: [0.375, 0] },
    ]);
    const { widths, coef, ranked } = widthsOf(sweepOf(frames) as never);
    expect([...widths]).toEqual([0.5, 1, 2]);
    expect([...(coef.get(0) ?? [])]).toEqual([0.25, 0.375, 0.5]);
    expect([...(coef.get(1) ?? [])]).toEqual([-0.75, Number.NaN, Number.NaN]);
    expect([...(coef.get(2) ?? [])]).toEqual([Number.NaN, Number.NaN, 0.125]);
    expect(ranked).toEqual([1, 0, 2]);
  });
  test("ranks features by meaningful fits only", () => {
    const widths = sweep(
      [
        [9, 0.1, 0.1],
        [0, 0.2, 0.3],
      ],
      [0.1, 1, 10],
      [0],
    );
    expect(widths.ranked).toEqual([1, 0]);
  });
  test("finds a change of sign at the zero of a line between the weights on the log axis", () => {
    const widths = sweep([[-1, -1, 3, 3, -3]], [0.01, 0.1, 1, 10, 1000]);
    const changes = changesOf(widths, 0);
    expect(changes).toHaveLength(2);
    expect(Math.log10(changes[0]?.width ?? 0)).toBeCloseTo(-1 + 1 / 4, 6);
    expect(Math.log10(changes[1]?.width ?? 0)).toBeCloseTo(1 + 2 / 2, 6);
  });
  test("ignores noise around zero and fits with too few samples", () => {
    expect(changesOf(sweep([[1, -1e-4, 1e-4, 1]], [1, 2, 4, 8]), 0)).toEqual([]);
    expect(changesOf(sweep([[-1, 1, 1, 1]], [1, 2, 4, 8], [0]), 0)).toEqual([]);
    expect(changesOf(sweep([[-1, -1, 1, 1]], [1, 2, 4, 8], [0]), 0)).toHaveLength(1);
  });
  test("finds a change of sign beside huge weights at narrow widths", () => {
    expect(changesOf(sweep([[-2000, -900, 1, -1, -1.5, -2]], [1, 2, 4, 8, 16, 32]), 0)).toHaveLength(2);
    const frames = framesOf(
      [-1e9, 1, -1, -1].map((coef, t) => ({ width: 2 ** t, features: [0], coef: [coef] })),
    );
    const found = sweepOf({ ...frames, doubts: { separated: doubt([1, 0, 0, 0]) } });
    const widths = widthsOf(found as never);
    expect(changesOf(widths, 0)).toHaveLength(1);
    // They do not extend an axis either.
    const [low, high] = extentOf(widths, [0], true);
    expect([low, high].map((end) => Math.abs(end) < 2)).toEqual([true, true]);
    expect(extentOf(sweep([[-2000, -900, 1, -1, -1.5, -2]], [1, 2, 4, 8, 16, 32]), [0], true)[0]).toBeCloseTo(
      -12.78,
      9,
    );
  });
  test("treats a weight whose interval contains zero as unsigned", () => {
    const frames = framesOf(
      [-1, -0.5, 0.5, 1].map((coef, t) => ({
        width: 2 ** t,
        features: [0],
        coef: [coef],
        interval: [t < 3 ? 0.75 : 2],
      })),
    );
    expect(changesOf(widthsOf(sweepOf(frames) as never), 0)).toEqual([]);
    const sure = framesOf(
      [-1, -0.5, 0.5, 1].map((coef, t) => ({ width: 2 ** t, features: [0], coef: [coef], interval: [0.75] })),
    );
    expect(changesOf(widthsOf(sweepOf(sure) as never), 0)[0]?.width).toBeCloseTo(2 ** 1.5, 6);
  });
  test("is shaded halfway to the first width with a meaningful fit", () => {
    const widths = sweep([[1, 1, 1, 1, 1]], [1, 4, 16, 64, 256], [0, 1, 4]);
    expect(stretchesOf(widths)).toEqual([
      [1, 8],
      [128, 256],
    ]);
  });
  test("has bands around each curve, separate across gaps", () => {
    const frames = framesOf([
      { width: 1, features: [0], coef: [1], interval: [0.5] },
      { width: 2, features: [0], coef: [2], interval: [0.25] },
      { width: 4, features: [-1], coef: [0] },
      { width: 8, features: [0], coef: [4], interval: [1] },
    ]);
    const { x, y } = bandsOf(widthsOf(sweepOf(frames) as never), 0);
    expect([...(x as number[])]).toEqual([1, 2, 2, 1, 2, 8, 8, 8]);
    expect([...(y as number[])]).toEqual([1.5, 2.25, 1.75, 0.5, Number.NaN, 5, 3, Number.NaN]);
  });
});

describe("the view of the kernel width", () => {
  stubCanvas();
  beforeEach(() => {
    vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 400, 300));
  });
  afterEach(() => vi.restoreAllMocks());
  const panels = ["weights", "trust"];
  const made = () => {
    const marks = ["bands", "coef", "zero", "score", "ess", "gap", "grades", "target"];
    const each = (name: string) => [...panels.map((panel) => `${name}_${panel}`)];
    return {
      ...Object.fromEntries(each("figure").map((name) => [name, figure()])),
      x: log(),
      y_weights: linear(),
      y_trust: linear(),
      changes: points(),
      ...Object.fromEntries([...marks, ...each("few"), ...each("width")].map((name) => [name, lines()])),
    } as Record<string, FakePart>;
  };
  const grid = [0.25, 0.5, 1, 2, 4];
  const makeWidths = (over: Record<string, unknown> = {}) => {
    const frames = framesOf(
      grid.map((each, t) => ({
        width: each,
        features: [0, 1],
        coef: [0.4, 0.1 * (t - 1.5)],
        interval: [0.03, 0.01],
      })),
    );
    return makeStudy({
      frames,
      grid: encode("f8", [grid.length], grid),
      target_score: null,
      target_met: true,
      ...over,
    } as Parameters<typeof makeStudy>[0]);
  };
  const opened = async (study = makeWidths()) => {
    const parts = made();
    return { study, parts, ...(await openPlotted(width, study, parts)) };
  };
  const xs = (part: FakePart | undefined) => Array.from((part?.get("x") ?? []) as ArrayLike<number>);
  const ys = (part: FakePart | undefined) =>
    ((part?.get("y") ?? []) as Float64Array[]).map((each) =>
      [...each].map((value) => Math.round(value * 1e6) / 1e6),
    );

  test("draws no curves of Shapley values, and those of LIME again after them", async () => {
    const { study, parts, find } = await opened();
    const before = study.state["frames"];
    const values = framesOf([{ width: 1, features: [0, 1], coef: [0.4, 0.1] }], { method: "shapley" });
    study.receive({ frames: values });
    expect(find(".lw-plot-note").textContent).toBe(
      "Shapley values have no kernel width: they are the same at every width.",
    );
    expect(find(".lw-kernel-width").classList.contains("lw-widthless")).toBe(true);
    expect(xs(parts["coef"])).toEqual([]);
    study.receive({ frames: before });
    expect(find(".lw-kernel-width").classList.contains("lw-widthless")).toBe(false);
    expect(ys(parts["coef"])).toHaveLength(2);
  });
  test("draws a curve and a band for each feature, and marks a change of sign", async () => {
    const { parts, find } = await opened();
    expect(ys(parts["coef"])).toEqual([
      [0.4, 0.4, 0.4, 0.4, 0.4],
      [-0.15, -0.05, 0.05, 0.15, 0.25],
    ]);
    expect(parts["bands"]?.get("y")).toHaveLength(2);
    const [at] = xs(parts["changes"]);
    expect(at).toBeCloseTo(Math.SQRT1_2, 6);
    expect(find(".lw-turning").textContent).toBe(
      "A weight changes sign with the kernel width: weather = GOOD at 0.71.",
    );
    expect([parts["x"]?.get("min"), parts["x"]?.get("max")]).toEqual([0.25, 4]);
  });
  test("moves the line within the event of a width change, without redrawing curves", async () => {
    const { study, parts, find } = await opened();
    const curves = parts["coef"]?.sets.length;
    study.receive({ kernel_width: 4 });
    for (const panel of panels) expect(xs(parts[`width_${panel}`])).toEqual([4, 4]);
    expect(find(".lw-readout").textContent).toContain("kernel width 4");
    expect(find(".lw-handle-width").getAttribute("aria-valuetext")).toBe("4");
    expect(parts["coef"]?.sets.length).toBe(curves);
  });
  test("is dragged along the grid in any of its figures, and sends the released position", async () => {
    const { study, find } = await opened();
    dragAlong(find(".lw-figure-trust .lw-surface"), [0.1, 0.5], [0.4, 0.5], [0.76, 0.5]);
    expect(study.state["kernel_width"]).toBe(2);
    expect(study.saved.at(-1)).toEqual({ kernel_width: 2 });
    dragAlong(find(".lw-figure-weights .lw-surface"), [0.5, 0.5], [7, 0.5]);
    expect(study.state["kernel_width"]).toBe(4);
  });
  test("stays unchanged when a touch turns into scrolling", async () => {
    const { study, find } = await opened(makeWidths({ target_score: 0.5 }));
    dragAndScroll(find(".lw-figure-trust .lw-surface"), [0.5, 0.5], [0.9, 0.1]);
    expect([study.state["kernel_width"], study.state["target_score"]]).toEqual([1, 0.5]);
  });
  test("steps along the grid with the arrows", async () => {
    const { study, find } = await opened();
    const handle = find(".lw-handle-width");
    const press = (key: string) => {
      fire(handle, "keydown", { key });
      return study.state["kernel_width"];
    };
    expect(["ArrowRight", "ArrowLeft", "ArrowDown", "Home", "ArrowLeft", "End"].map(press)).toEqual([
      2, 1, 0.5, 0.25, 0.25, 4,
    ]);
  });
  test("sets a target by drag and input, which a manual width turns off", async () => {
    const { study, parts, find } = await opened();
    const on = find<HTMLInputElement>('[data-parameter="target_on"]');
    expect(parts["target"]?.get("y")).toHaveLength(0);
    on.click();
    expect(study.state["target_score"]).toBe(0.9);
    expect(Array.from((parts["target"]?.get("y") ?? []) as ArrayLike<number>)).toEqual([0.9, 0.9]);
    // The panel ranges from −0.06 to 1.06.
    const share = (score: number) => (score + 0.06) / 1.12;
    dragAlong(find(".lw-figure-trust .lw-surface"), [0.5, share(0.9)], [0.5, share(0.7)]);
    expect([study.state["target_score"], study.state["kernel_width"]]).toEqual([0.7, 1]);
    // The sentence reserves its space before it is visible, so the content below does not move.
    const missed = find(".lw-missed");
    const before = [missed.textContent, missed.style.visibility];
    expect(before).toEqual(["R² 0.70 is not reached: no width does clearly better than this one.", "hidden"]);
    study.receive({ target_met: false });
    expect([missed.textContent, missed.style.visibility]).toEqual([before[0], ""]);
    dragAlong(find(".lw-figure-trust .lw-surface"), [0.5, share(0.2)], [1, share(0.2)]);
    expect([study.state["target_score"], study.state["kernel_width"]]).toEqual([null, 4]);
  });
  test("keeps earlier curves, gray, while only one width is known, unless they are of something else", async () => {
    const { study, parts, find } = await opened();
    const curves = ys(parts["coef"]);
    const one = (features: number[]) =>
      framesOf([{ width: 1, features, coef: features.map(() => 0.3) }], { generation: 2 });
    study.receive({ frames: one([0, 1]) });
    expect(find(".lw-figure-weights").classList.contains("lw-former")).toBe(true);
    expect(ys(parts["coef"])).toEqual(curves);
    study.receive({ frames: one([0, 1, 2]) });
    expect(parts["coef"]?.get("y")).toHaveLength(0);
    expect(find(".lw-plot-note").textContent).toBe("Computing the curves over all widths…");
    study.receive({ frames: null });
    expect(find(".lw-plot-note").textContent).toContain("Waiting");
  });
  test("shades widths with too few samples, and ignores them in the scale", async () => {
    const frames = framesOf(
      grid.map((each, t) => ({
        width: each,
        features: [0],
        coef: [t === 0 ? 50 : 0.4],
        interval: [t === 0 ? 0 : 0.02],
        doubts: t === 0 ? ["few_samples"] : [],
      })),
    );
    const { study, parts, find } = await opened(makeWidths({ frames }));
    const shaded = (parts["few_weights"]?.get("x") ?? []) as Float64Array[];
    expect([...(shaded[0] ?? [])].map((each) => each.toFixed(3))).toEqual([
      "0.250",
      "0.354",
      "0.354",
      "0.250",
    ]);
    expect(Number(parts["y_weights"]?.get("max"))).toBeLessThan(1);
    study.receive({ kernel_width: 0.25 });
    expect(find(".lw-chip-value").textContent).toBe("+50.0");
    expect(find('[data-feature="0"]').title).not.toContain("±");
    study.receive({ kernel_width: 1 });
    expect(find(".lw-chip-value").textContent).toContain("±");
  });
  test("says why the model call failed", async () => {
    const { study, find } = await opened();
    study.receive({ status: "failed", error: "It raised KeyError" });
    expect(find(".lw-plot-note").textContent).toBe("It raised KeyError. The last good explanation is shown.");
    study.receive({ frames: null });
    expect(find(".lw-plot-note").textContent).toBe("It raised KeyError.");
  });
  test("hides a curve with a click, and highlights the feature under the pointer in every view", async () => {
    const { study, parts, find } = await opened();
    find('[data-feature="1"]').click();
    expect(ys(parts["coef"])).toHaveLength(1);
    find('[data-feature="1"]').click();
    expect(ys(parts["coef"])).toHaveLength(2);
    fire(find('[data-feature="1"]'), "pointerover");
    expect(study.state["highlight"]).toBe(1);
    expect(parts["coef"]?.get("opacities")).toEqual([0.25, 1]);
  });
  test("of thirty features starts with the largest twelve", async () => {
    const all = Array.from({ length: 30 }, (_, j) => j);
    const frames = framesOf(
      grid.map((each) => ({ width: each, features: all, coef: all.map((j) => j / 100) })),
    );
    const {
      parts,
      find,
      all: nodes,
    } = await opened(makeWidths({ frames, features: { names: all.map(String), columns: all, units: [] } }));
    expect(parts["coef"]?.get("y")).toHaveLength(12);
    expect(find(".lw-chip-more").textContent).toBe("Show 18 more");
    find(".lw-chip-more").click();
    expect(nodes(".lw-curve-chip")).toHaveLength(30);
    find('[data-feature="3"]').click();
    expect(parts["coef"]?.get("y")).toHaveLength(13);
  });
  test("gives twelve curves distinct colors, whatever was displayed before", async () => {
    const { study, parts } = await opened();
    for (const first of [0, 7, 13, 4]) {
      const features = Array.from({ length: 12 }, (_, j) => first + j);
      const frames = framesOf(
        grid.map((each) => ({ width: each, features, coef: features.map((j) => j + 1) })),
      );
      study.receive({ frames });
      const colors = parts["coef"]?.get("colors") as string[];
      expect(new Set(colors).size).toBe(12);
    }
  });
  test("colors a column by its place, whatever its rank", async () => {
    const { study, parts } = await opened();
    const colorsOf = (coef: number[]) => {
      const frames = framesOf(grid.map((each) => ({ width: each, features: [0, 1, 2], coef })));
      study.receive({ frames });
      return parts["coef"]?.get("colors");
    };
    const [a, b, c] = [0, 1, 2].map((k) => `var(--lw-series-${k})`);
    expect(colorsOf([0.3, 0.2, 0.1])).toEqual([a, b, c]);
    expect(colorsOf([0.1, 0.2, 0.3])).toEqual([c, b, a]);
  });
  test("tints the strip of trust by grade, and names the grades and the curves", async () => {
    const frames = framesOf(
      grid.map((each, t) => ({ width: each, features: [0], coef: [0.4], grade: [2, 2, 1, 0, 0][t] ?? 0 })),
    );
    const { parts, all } = await opened(makeWidths({ frames }));
    const tinted = (parts["grades"]?.get("x") ?? []) as Float64Array[];
    expect(tinted.map((each) => [...each].slice(0, 2).map((end) => end.toFixed(2)))).toEqual([
      ["0.25", "0.71"],
      ["0.71", "1.41"],
      ["1.41", "4.00"],
    ]);
    expect(new Set(parts["grades"]?.get("fill_opacities") as number[]).size).toBe(2);
    expect(all(".lw-figure-trust .lw-zone").map((node) => node.textContent)).toEqual([
      "Poor",
      "Fair",
      "Good",
    ]);
    const ends = all(".lw-figure-trust .lw-curve-end").map((node) => node.textContent);
    expect(ends).toEqual(["R²", "effective samples", "gap to the model"]);
  });
  test("says the value of the curve under the pointer", async () => {
    const { study, find, all } = await opened();
    const [surface] = all(".lw-figure-weights .lw-surface") as [HTMLElement];
    for (let clientY = 0; clientY <= 300 && find(".lw-tip").textContent === ""; clientY += 5)
      surface.dispatchEvent(new MouseEvent("pointermove", { clientX: 200, clientY }));
    expect(find(".lw-tip").textContent).toMatch(/^(temp > 20.4|weather = GOOD): [+−]0\.\d+ at width 1$/);
    expect(study.state["highlight"]).toBeGreaterThanOrEqual(0);
    fire(surface, "pointerleave");
    expect(find(".lw-tip").textContent).toBe("");
  });
  test("has no bands in an exact study", async () => {
    const { study, parts } = await opened();
    study.receive({ frames: { ...(study.state["frames"] as object), exact: true } });
    expect(parts["bands"]?.get("y")).toHaveLength(0);
  });
  test("removes everything when it is closed", async () => {
    const { study, close, all } = await opened();
    close();
    expect(study.listening).toBe(0);
    expect(all(".lw-surface")).toHaveLength(0);
  });
});
