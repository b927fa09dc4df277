import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encode } from "../../src/model/codec";
import type { Brush, Samples } from "../../src/model/wire";
import { shadesOf } from "../../src/plot/ramp";
import neighborhood from "../../src/views/neighborhood/neighborhood";
import { clearOf, pointsOf, selectionOf, upOf, weighed } from "../../src/views/samples/points";
import { fire, makeStudy, samplesOf, stubCanvas, textStudy } from "../doubles";
import { dragAlong, type FakePart, figure, linear, lines, openPlotted } from "../plotted";

const array = (values: number[]) => encode("f4", [values.length], values);
/** Samples of a table: the first is the instance. */
const tableSamples = (
  distance: number[],
  y: number[],
  fitted: number[] | null,
  over: Partial<Samples> = {},
) =>
  ({
    generation: 1,
    n: y.length,
    p: 3,
    output: 0,
    masks: null,
    y: array(y),
    distance: array(distance),
    counts: null,
    weights: null,
    log_proposal: null,
    off_data: null,
    can_be_local: false,
    local_width: 0,
    fitted: fitted === null ? null : { kernel_width: 1, values: array(fitted) },
    ...over,
  }) satisfies Samples;

describe("the samples as points", () => {
  const samples = tableSamples([0, 1, 2, 4], [1, 0.5, 0.25, 0], [0.75, 0.5, 0.5, 0.5]);
  test("have the kernel's weight times their count", () => {
    const weights = weighed(pointsOf(samples), "exponential", 2);
    expect([...weights].map((each) => each.toFixed(4))).toEqual(["1.0000", "0.8825", "0.6065", "0.1353"]);
    const counted = pointsOf({ ...samples, counts: array([0, 2, 1, 1]) });
    expect([...weighed(counted, "uniform", 3)]).toEqual([0, 2, 1, 0]);
    const own = pointsOf({ ...samples, weights: array([1, 0.5, 0.25, 0.125]) });
    expect([...weighed(own, "custom", 3)]).toEqual([1, 0.5, 0.25, 0.125]);
  });
  test("have a residual, model minus surrogate, once the surrogate is known", () => {
    expect([...(upOf(pointsOf(samples), "residual") ?? [])]).toEqual([0.25, 0, -0.25, -0.5]);
    expect(upOf(pointsOf({ ...samples, fitted: null }), "residual")).toBeNull();
  });
  test("in a brush have a count, a share of the weight and a weighted mean residual", () => {
    const points = pointsOf(samples);
    const up = upOf(points, "prediction") as Float64Array;
    const brush = { x: [0.5, 2.5], y: [0, 0.6] } satisfies Brush;
    expect(selectionOf(points, [1, 0.5, 0.25, 0.25], up, brush)).toEqual({
      rows: 2,
      share: 0.375,
      residual: (0.5 * 0 + 0.25 * -0.25) / 0.75,
    });
    expect(selectionOf(points, [1, 1, 1, 1], up, null).rows).toBe(4);
    expect(selectionOf(points, [1, 1, 1, 1], up, { x: [5, 6], y: [0, 1] }).residual).toBeNaN();
  });
  test("at few distances are spread into separate columns that a brush never cuts", () => {
    const distance = Array.from({ length: 400 }, (_, i) => Math.sqrt(Math.floor(i / 40)));
    const points = pointsOf(tableSamples(distance, distance, null));
    const edges = (level: number) => {
      const places = [...points.across].filter((_, i) => Math.abs((distance[i] ?? 0) - level) < 1e-9);
      return [Math.min(...places), Math.max(...places)] as const;
    };
    expect(points.across[0]).toBe(0);
    expect(edges(2)[0]).toBeLessThan(2);
    expect(edges(2)[1]).toBeLessThan(edges(Math.sqrt(5))[0]);
    const end = clearOf(points.rooms, 2.001);
    expect(end).toBeGreaterThanOrEqual(edges(2)[1]);
    expect(clearOf(points.rooms, 1.5)).toBe(1.5);
    const all = Array.from({ length: 400 }, (_, i) => i);
    expect([...pointsOf(tableSamples(all, all, null)).across]).toEqual(all);
  });
  test("are colored along the whole ramp", () => {
    expect(shadesOf(5, [0x000000, 0x0000ff, 0xffffff])).toEqual([
      "#000000",
      "#000080",
      "#0000ff",
      "#8080ff",
      "#ffffff",
    ]);
  });
});

describe("the view of the samples", () => {
  stubCanvas();
  beforeEach(() => {
    vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 400, 300));
  });
  afterEach(() => vi.restoreAllMocks());
  const made = (): Record<string, FakePart> => ({
    figure_neighborhood: figure(),
    x: linear(),
    y: linear(),
    fit: lines(),
    brush: lines(),
  });
  const samples = tableSamples([0, 1, 2, 4], [1, 0.5, 0.25, 0], [0.75, 0.5, 0.5, 0.5]);
  const opened = async (over: Record<string, unknown> = {}, traits: Record<string, unknown> = {}) => {
    const study = makeStudy({ samples, kernel: "uniform", ...over } as Parameters<typeof makeStudy>[0]);
    const parts = made();
    const view = await openPlotted(neighborhood, study, parts, {
      against: "prediction",
      brush: null,
      rows: null,
      ...traits,
    });
    return { study, parts, ...view };
  };

  test("describes the samples and the selection within the event of a change", async () => {
    const { study, model, find } = await opened({ kernel_width: 3 });
    expect(find(".lw-held").textContent).toContain("4 samples, the nearest at distance 1");
    model.receive({ brush: { x: [0.5, 5], y: [-1, 1] } });
    expect(find(".lw-held").textContent).toBe(
      "3 of 4 samples, 67 % of the weight. The surrogate is 0.13 too high on average.",
    );
    study.receive({ kernel_width: 1.5 });
    expect(find(".lw-held").textContent).toBe(
      "3 of 4 samples, 50 % of the weight. The surrogate is right on average.",
    );
    model.receive({ against: "residual" });
    expect(find('[data-against="residual"]').getAttribute("aria-pressed")).toBe("true");
  });
  test("repaints when the width changes", async () => {
    const { study, find } = await opened();
    const painted = () => Number(find(".lw-neighborhood").dataset["painted"]);
    const before = painted();
    study.receive({ kernel_width: 2 });
    expect(painted()).toBe(before + 1);
    expect(find(".lw-neighborhood").dataset["kernelWidth"]).toBe("2");
  });
  test("is brushed with the pointer, and a click beside the brush clears it", async () => {
    const { model, parts, find } = await opened();
    const surface = find(".lw-surface");
    const [x, y] = [parts["x"], parts["y"]];
    const at = (part: FakePart | undefined, share: number) => {
      const [low, high] = [Number(part?.get("min")), Number(part?.get("max"))];
      return low + share * (high - low);
    };
    dragAlong(surface, [0.8, 0.9], [0.5, 0.5], [0.45, 0.1]);
    const { brush } = model.saved.at(-1) as { brush: { x: number[]; y: number[] } };
    const wanted = [at(x, 0.45), at(x, 0.8), at(y, 0.1), at(y, 0.9)];
    for (const [k, end] of [...brush.x, ...brush.y].entries()) expect(end).toBeCloseTo(wanted[k] ?? 0, 6);
    expect(parts["brush"]?.get("y")).toHaveLength(1);
    // A drag inside it moves it, and a click keeps it.
    dragAlong(surface, [0.6, 0.5], [0.7, 0.5]);
    const moved = model.state["brush"] as typeof brush;
    expect((moved.x[1] ?? 0) - (moved.x[0] ?? 0)).toBeCloseTo((brush.x[1] ?? 0) - (brush.x[0] ?? 0), 6);
    dragAlong(surface, [0.6, 0.5]);
    expect(model.state["brush"]).not.toBeNull();
    dragAlong(surface, [0.05, 0.95]);
    expect(model.state["brush"]).toBeNull();
    expect(parts["brush"]?.get("y")).toHaveLength(0);
  });
  test("is brushed with the keys: started, moved, resized and cleared", async () => {
    const { model, find } = await opened();
    const brush = () => model.state["brush"] as { x: number[]; y: number[] };
    fire(find(".lw-handle-brush"), "keydown", { key: "ArrowRight" });
    const first = brush();
    fire(find(".lw-handle-brush"), "keydown", { key: "ArrowRight" });
    expect(brush().x[0]).toBeGreaterThan(first.x[0] ?? 0);
    const [, right] = brush().x;
    fire(find(".lw-handle-corner"), "keydown", { key: "ArrowLeft" });
    expect(brush().x[1]).toBeLessThan(right ?? 0);
    fire(find(".lw-handle-brush"), "keydown", { key: "Escape" });
    expect(model.state["brush"]).toBeNull();
    expect(find(".lw-handle-corner").hidden).toBe(true);
  });
  const rows = (over: object) => ({
    brush: { x: [0, 5], y: [0, 1] },
    kind: "row",
    rows: [0, 2],
    columns: ["temp", "weather"],
    cells: [
      ["26.1", "GOOD"],
      ["3.0", "<b>MISTY</b>"],
    ],
    texts: null,
    pictures: null,
    total: 30,
    share: 0.5,
    answers: [0.88, 0.25],
    fitted: [0.75, 0.50001],
    weights: [1, 0.25],
    ...over,
  });
  test("lists the selected rows with the largest weights, as plain text", async () => {
    const { model, find, all } = await opened();
    model.receive({ brush: { x: [0, 5], y: [0, 1] }, rows: rows({}) });
    expect(find(".lw-selected-title").textContent).toBe("The 2 of 30 rows with the largest weights");
    expect(all("th").map((each) => each.textContent)).toEqual([
      "weight",
      "model",
      "surrogate",
      "residual",
      "temp",
      "weather",
    ]);
    expect(all("tbody tr").map((row) => [...row.children].map((cell) => cell.textContent))).toEqual([
      ["1.00", "0.880", "0.750", "+0.130", "26.1", "GOOD"],
      ["0.25", "0.250", "0.500", "−0.250", "3.0", "<b>MISTY</b>"],
    ]);
    model.receive({ brush: null });
    expect(find(".lw-selected").hidden).toBe(true);
  });
  test("crosses out the words that a text lacks", async () => {
    const { study, parts } = { study: textStudy(), parts: made() };
    study.state["samples"] = samplesOf(
      [
        [1, 1, 1],
        [0, 1, 1],
      ],
      { y: [0.98, 0.25], output: 1 },
    );
    const { model, find } = await openPlotted(neighborhood, study, parts, {
      against: "prediction",
      brush: null,
      rows: null,
    });
    model.receive({
      brush: { x: [0, 200], y: [0, 1] },
      rows: rows({ kind: "text", rows: [1], cells: null, texts: ["day, film"] }),
    });
    expect(find(".lw-cell-text").innerHTML).toBe("<s>good</s> day, <s>good</s> film");
  });
  test("shows pictures, and releases those no longer displayed", async () => {
    const made: string[] = [];
    const gone: string[] = [];
    vi.stubGlobal("URL", {
      createObjectURL: () => `blob:${made.push("x")}`,
      revokeObjectURL: (url: string) => gone.push(url),
    });
    const { model, find, close } = await opened();
    const picture = { mime: "image/jpeg", data: new Uint8Array([1]) };
    model.receive({
      brush: { x: [0, 5], y: [0, 1] },
      rows: rows({ kind: "image", cells: null, pictures: [picture, picture] }),
    });
    expect(find<HTMLImageElement>(".lw-cell-image img").src).toBe("blob:1");
    model.receive({ rows: rows({ kind: "image", cells: null, rows: [2], pictures: [picture] }) });
    expect(gone).toEqual(["blob:1", "blob:2"]);
    close();
    expect(gone).toHaveLength(3);
    vi.unstubAllGlobals();
  });
  test("says that the samples or the surrogate's predictions are missing", async () => {
    const { study, model, find } = await opened({ samples: null, frames: null });
    expect(find(".lw-plot-note").textContent).toContain("Waiting");
    model.receive({ against: "residual" });
    study.receive({ samples: { ...samples, fitted: null } });
    expect(find(".lw-plot-note").textContent).toBe("Computing the surrogate's answers…");
    study.receive({ samples });
    expect(find(".lw-plot-note").hidden).toBe(true);
  });
  test("removes everything when it is closed", async () => {
    const { study, model, close, all } = await opened();
    close();
    expect([study.listening, model.listening]).toEqual([0, 0]);
    expect(all(".lw-surface")).toHaveLength(0);
  });
});
