import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { dimensionOf, hold, roundAt } from "../../src/plot/dimension";
import { drag, makeHandle } from "../../src/plot/dragging";
import { curvesOf, put } from "../../src/plot/parts";
import { type PlottedStage, plotted } from "../../src/plot/plot";
import { distanceTicks, linearTicks, logTicks, putTicks, textsOf } from "../../src/plot/ticks";
import { written } from "../../src/plot/title";
import { fire, makeStudy, stubCanvas } from "../doubles";
import { dragAlong, FakePart, figure, linear, lines, log, openPlotted } from "../plotted";

describe("a scale", () => {
  test("maps data to shares and back, linear and logarithmic", () => {
    const [x, y] = [dimensionOf(log()), dimensionOf(linear())];
    x.set(0.1, 10);
    y.set(-2, 6);
    expect([x.share(0.1), x.share(10)]).toEqual([0, 1]);
    expect(x.share(1)).toBeCloseTo(0.5, 12);
    expect([y.share(-2), y.share(0), y.share(6), y.share(8)]).toEqual([0, 0.25, 1, 1.25]);
    for (const share of [0, 0.3, 1, 1.2]) {
      expect(x.share(x.value(share))).toBeCloseTo(share, 12);
      expect(y.share(y.value(share))).toBeCloseTo(share, 12);
    }
  });
  test("sets its ends in one event, and ignores invalid ends", () => {
    const scale = log();
    const dimension = dimensionOf(scale);
    dimension.set(0.5, 2);
    dimension.set(0.5, 2);
    expect(scale.sets).toEqual([{ allow_padding: false }, { min: 0.5, max: 2 }]);
    for (const [low, high] of [
      [0, 1],
      [-1, 1],
      [2, 2],
      [Number.NaN, 1],
      [3, 1],
    ] as const)
      dimension.set(low, high);
    expect([dimension.low, dimension.high]).toEqual([0.5, 2]);
  });
  test("ends at round numbers, which small changes leave as they are", () => {
    const scale = linear();
    const dimension = dimensionOf(scale);
    hold(dimension, -0.83, 1.62);
    expect([dimension.low, dimension.high]).toEqual([-1, 1.8]);
    const { length } = scale.sets;
    for (const by of [0.005, -0.01, 0.015]) hold(dimension, -0.83 + by, 1.62 - by);
    expect(scale.sets).toHaveLength(length);
    for (const [low, high] of [
      [0, 3.1e-7],
      [-4.2e6, 0],
      [0.6201, 0.6224],
    ] as const) {
      hold(dimension, low, high);
      const span = high - low;
      for (const beyond of [low - dimension.low, dimension.high - high]) {
        expect(beyond).toBeGreaterThanOrEqual(-1e-9 * span);
        expect(beyond).toBeLessThan(0.1 * span);
      }
      expect([Object.is(dimension.low, -0), Object.is(dimension.high, -0)]).toEqual([false, false]);
    }
  });
});

describe("a mark", () => {
  test("receives only differences, in one event", () => {
    const mark = lines();
    const data = () =>
      curvesOf([
        { x: [1, 2, 3], y: [0, Number.NaN, 1] },
        { x: [1, 2], y: [1, 2] },
      ]);
    put(mark, { ...data(), colors: ["#123456"] });
    put(mark, { ...data(), colors: ["#123456"] });
    expect(mark.sets).toHaveLength(1);
    put(mark, { ...data(), colors: ["#654321"] });
    expect(mark.sets[1]).toEqual({ colors: ["#654321"] });
    put(mark, curvesOf([]));
    expect(mark.sets[2]).toEqual({ x: new Float64Array(0), y: new Float64Array(0) });
  });
  test("owns its bytes", () => {
    const whole = new Float64Array([1, 2, 3, 4]);
    const { y } = curvesOf([{ x: [1, 2], y: whole.subarray(1, 3) }]);
    expect((y[0] as Float64Array).buffer.byteLength).toBe(16);
  });
  test("ends in a finite point, after a final gap with an extra point that draws nothing", () => {
    const { x, y } = curvesOf([{ x: [1, 2], y: [5, Number.NaN] }]);
    expect(x).toEqual([Float64Array.of(1, 2, 2)]);
    expect(y).toEqual([Float64Array.of(5, Number.NaN, 1)]);
  });
  test("has a point also where it is empty, because bqplot fails without one", () => {
    const { x, y } = curvesOf([
      { x: [], y: [] },
      { x: [1, 2], y: [5, 6] },
      { x: [1, 2], y: [] },
    ]);
    expect(x).toEqual([Float64Array.of(1), Float64Array.of(1, 2), Float64Array.of(1)]);
    expect(y).toEqual([Float64Array.of(1), Float64Array.of(5, 6), Float64Array.of(1)]);
  });
});

describe("ticks", () => {
  test("are round, within the ends, and only as many as fit", () => {
    expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks(-0.31, 0.42, 4)).toEqual([-0.2, 0, 0.2, 0.4]);
    expect(distanceTicks(-0.6, 2, 6)).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(linearTicks(3, 1500, 4)).toEqual([500, 1000, 1500]);
    expect(logTicks(0.1, 10, 8)).toEqual([0.1, 0.2, 0.5, 1, 2, 5, 10]);
    expect(logTicks(0.1, 10, 6)).toEqual([0.1, 0.3, 1, 3, 10]);
    expect(logTicks(1, 4096, 4)).toEqual([1, 10, 100, 1000]);
    expect(logTicks(0.15, 18, 4)).toEqual([0.3, 1, 3, 10]);
    expect(logTicks(0.15, 18, 3)).toEqual([0.2, 1, 5]);
    expect(logTicks(0.07, 8, 3)).toEqual([0.1, 0.5, 2]);
    expect(logTicks(1e-8, 1, 4)).toEqual([1e-8, 1e-6, 1e-4, 0.01, 1]);
    expect(logTicks(1, 1.5, 5)).toEqual([1, 1.1, 1.2, 1.3, 1.4, 1.5]);
  });
});

describe("ticks", () => {
  test("have enough digits to differ", () => {
    const texts = (values: number[]) => textsOf(values, false).texts;
    expect(texts([0.621, 0.6215, 0.622])).toEqual(["0.621", "0.6215", "0.622"]);
    expect(texts([0, 0.5, 1])).toEqual(["0", "0.5", "1"]);
    expect(texts([1000.2, 1000.4])).toEqual(["1,000.2", "1,000.4"]);
    for (const step of [1e-7, 1e-4, 0.2, 3e5])
      expect(new Set(texts([0, 1, 2, 3].map((k) => 5 + k * step))).size).toBe(4);
  });
  test("beside a label are divided by the power of ten in the label", () => {
    expect(textsOf([-0.0005, 0, 0.0005], true)).toMatchObject({ texts: ["−500", "0", "500"], power: -6 });
    expect(textsOf([0, 0.00005, 0.0001], true)).toMatchObject({ texts: ["0", "50", "100"], power: -6 });
    expect(textsOf([0, 2e6, 4e6], true)).toMatchObject({ texts: ["0", "2", "4"], power: 6 });
    expect(textsOf([0, 2e6], false)).toMatchObject({ texts: ["0", "2,000,000"], power: 0 });
    expect(textsOf([-0.05, 0, 0.05], true)).toMatchObject({ power: 0 });
    const [axis, dimension] = [linear(), dimensionOf(linear())];
    dimension.set(-0.0006, 0.0006);
    putTicks(axis, dimension, 200, 50, "weight");
    expect(axis.get("label")).toBe("weight, ×10⁻⁶");
    dimension.set(-0.6, 0.6);
    putTicks(axis, dimension, 200, 50, "weight");
    expect(axis.get("label")).toBe("weight");
    expect(axis.get("tick_labels")).toEqual({ "-0.5": "−0.5", 0: "0", 0.5: "0.5" });
  });
  test("keep the ends of a long name in the title of an axis, whatever its factor", () => {
    const [axis, dimension] = [linear(), dimensionOf(linear())];
    const title = {
      name: "will cancel the contract within the next quarter",
      text: (name: string) => `probability of ${name}`,
    };
    const labelAt = (pixels: number) => {
      putTicks(axis, dimension, pixels, 50, title);
      return String(axis.get("label"));
    };
    expect(labelAt(172)).toMatch(/^probability of will.*…\w*quarter$/);
    expect(labelAt(172).length).toBeLessThanOrEqual(30);
    expect(labelAt(600)).toBe("probability of will cancel the contract within the next quarter");
    dimension.set(-0.0006, 0.0006);
    expect(labelAt(172)).toMatch(/^probability of w.*…\w+, ×10⁻⁶$/);
    expect(labelAt(172).length).toBeLessThanOrEqual(30);
    expect(labelAt(10)).toMatch(/^probability of will…ter/);
    expect(written({ ...title, name: "解约概率".repeat(8) }, 192).length).toBeLessThanOrEqual(24);
  });
});

describe("a dragged value", () => {
  const along = (min: number, max: number) =>
    dimensionOf(new FakePart({ _model_name: "LinearScaleModel", min, max }));
  test("is rounded to a pixel, with at most one more decimal", () => {
    expect(roundAt(along(-4, 4), 0.091489823)).toBe(-3.268);
    expect(roundAt(along(-2, 2), 0.5000240375)).toBe(0);
    expect(roundAt(along(0, 3e-7), 0.123456)).toBe(3.7e-8);
    expect(roundAt(along(0, 5e8), 0.1234567891)).toBe(61728395);
  });
});

describe("a drag", () => {
  const surfaceOf = () => {
    const node = document.createElement("div");
    vi.spyOn(node, "getBoundingClientRect").mockReturnValue(new DOMRect(100, 50, 200, 100));
    return node;
  };
  test("gives positions in shares of the surface, from the bottom up, until the release", () => {
    const [node, said] = [surfaceOf(), [] as unknown[]];
    drag(node, new AbortController().signal, {
      down: (at) => said.push(["down", at.x, at.y]) > 0,
      move: (at) => said.push(["move", at.x, at.y]),
      up: (at, moved) => said.push(["up", at.x, at.y, moved]),
    });
    dragAlong(node, [0.25, 0.5], [0.5, 1], [1.5, 0]);
    expect(said).toEqual([
      ["down", 0.25, 0.5],
      ["move", 0.5, 1],
      ["move", 1.5, 0],
      ["move", 1.5, 0],
      ["up", 1.5, 0, true],
    ]);
  });
  test("ignores tiny movements, and does nothing when it is refused", () => {
    const [node, said] = [surfaceOf(), [] as string[]];
    let take = true;
    drag(node, new AbortController().signal, {
      down: () => take,
      move: () => said.push("move"),
      up: (_, moved) => said.push(`up ${moved}`),
    });
    dragAlong(node, [0.5, 0.5], [0.505, 0.5]);
    expect(said).toEqual(["up false"]);
    take = false;
    dragAlong(node, [0.5, 0.5], [1, 0.5]);
    expect(said).toHaveLength(1);
  });
  test("ends when the view is closed", () => {
    const closing = new AbortController();
    const node = surfaceOf();
    const down = vi.fn(() => true);
    drag(node, closing.signal, { down, move() {} });
    closing.abort();
    dragAlong(node, [0, 0]);
    expect(down).not.toHaveBeenCalled();
  });
  test("by keyboard steps in four directions, by ten with Shift, to the ends, and clears with Escape", () => {
    const said: unknown[] = [];
    const { node } = makeHandle("width", "Kernel width", new AbortController().signal, {
      step: (dx, dy) => said.push([dx, dy]),
      edge: (which) => said.push(which),
      clear: () => said.push("clear"),
    });
    for (const key of ["ArrowRight", "ArrowDown", "PageUp", "Home", "End", "Escape", "a"])
      fire(node, "keydown", { key });
    node.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", shiftKey: true }));
    expect(said).toEqual([[1, 0], [0, -1], [0, 10], -1, 1, "clear", [-10, 0]]);
    expect(node.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
  });
});

describe("a plotted view", () => {
  const drawnOn = stubCanvas();
  beforeEach(() => {
    vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 400, 300));
  });
  afterEach(() => vi.restoreAllMocks());
  const opened = async (build: (stage: PlottedStage) => void, late: readonly string[] = []) =>
    openPlotted(
      plotted("try", ["one", "two"], build),
      makeStudy(),
      { figure_one: figure(), figure_two: figure() },
      {},
      late,
    );

  test("puts a canvas below each figure's curves, and a surface over the plot area", async () => {
    const { all, find } = await opened(({ plot }) => {
      plot("one").layer((brush, { width }) => brush.fillRect(0, 0, width, 1));
    });
    const classes = [...(find(".lw-figure-one").children ?? [])].map((node) => node.getAttribute("class"));
    expect(classes).toEqual(["svg-background", "lw-layers", "svg-figure", "lw-surface"]);
    expect(find(".lw-figure-one .lw-surface").style.inset).toBe("10px 20px 30px 40px");
    expect(drawnOn(find<HTMLCanvasElement>("canvas")).rectangles).toBe(1);
    const order = ["lw-plot-head", "lw-figure-one", "lw-figure-two", "lw-plot-foot"];
    expect(all(".lw-try > *").map((node, k) => node.classList.contains(order[k] as string))).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });
  test("leaves nothing in the page or in bqplot's views when it is closed", async () => {
    const { el, figures, close } = await opened(({ plot }) => {
      plot("one").layer(() => {});
    });
    close();
    expect(el.childNodes).toHaveLength(0);
    for (const view of figures.values()) {
      expect([view.removed, view.el.childNodes.length]).toEqual([true, 0]);
    }
  });
  test("starts when bqplot has drawn all figures", async () => {
    const build = vi.fn();
    const { all, figures } = await opened(build, ["two"]);
    expect(build).not.toHaveBeenCalled();
    figures.get("two")?.draw();
    await new Promise((done) => setTimeout(done));
    expect(build).toHaveBeenCalledTimes(1);
    expect(all(".lw-surface")).toHaveLength(2);
  });
  test("does not start after it is closed", async () => {
    const build = vi.fn();
    const { close, figures } = await opened(build, ["one"]);
    close();
    figures.get("one")?.draw();
    await new Promise((done) => setTimeout(done));
    expect(build).not.toHaveBeenCalled();
  });
  test("keeps the size that bqplot last drew", async () => {
    const { find, close } = await opened(() => {});
    const drawn = find(".lw-figure-one .plotarea_events");
    for (const width of ["250", "120.5"]) {
      drawn.setAttribute("width", width);
      drawn.setAttribute("height", "80");
      await new Promise((done) => setTimeout(done));
      const { style } = find(".lw-figure-one .lw-surface");
      expect([style.inset, style.width, style.height]).toEqual(["10px auto auto 40px", `${width}px`, "80px"]);
    }
    close();
  });
  test("names a missing part", async () => {
    const { find } = await opened(({ parts }) => {
      parts("curve");
    });
    expect(find(".lw-broken").textContent).toContain("Its part “curve” is gone");
  });
});
