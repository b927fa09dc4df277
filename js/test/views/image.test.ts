import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encode } from "../../src/model/codec";
import { optionAt, optionSteps } from "../../src/model/options";
import { decodeRuns } from "../../src/model/runs";
import { stepFrom, superpixelAt, superpixelsOf } from "../../src/model/superpixels";
import { emptyPaint, keepOnly, packed, paintFills, paintLines } from "../../src/plot/overlay";
import { factorFor, rasterOf } from "../../src/plot/raster";
import image from "../../src/views/image/image";
import { largestOf } from "../../src/views/image/labels";
import { chosen, fromHex, paintOf } from "../../src/views/image/look";
import { compose } from "../../src/views/image/saving";
import { fire, framesOf, imageOf, imageStudy, labelMap, open, runsOf, stubCanvas } from "../doubles";

const source = () => superpixelsOf(runsOf(labelMap), 4, 3, 3);
const texts = (nodes: HTMLElement[]) => nodes.map((node) => node.textContent);
/** The four bytes of a pixel, as a canvas stores them. */
const bytes = (color: number | undefined) => [...new Uint8Array(Uint32Array.of(color ?? 0).buffer)];

describe("a label map", () => {
  test("is decoded from its runs unchanged", () => {
    expect([...decodeRuns(runsOf(labelMap), 12)]).toEqual(labelMap);
  });
  test("with another size than the picture is rejected", () => {
    expect(() => decodeRuns(runsOf(labelMap), 13)).toThrow("13 pixels arrived with 12");
  });
  test("gives the superpixel at a point, or none", () => {
    const at = (x: number, y: number) => superpixelAt(source(), x / 4, y / 3);
    expect([at(0, 0), at(1.9, 0), at(2, 0), at(1.5, 2.9), at(3.5, 2.5)]).toEqual([0, 0, 1, 2, -1]);
    expect([at(-0.1, 0), at(4, 1), at(1, 3)]).toEqual([-1, -1, -1]);
  });
  test("has a middle inside each superpixel", () => {
    const ring = [0, 0, 0, 0, 1, 0, 0, 0, 0];
    const { middles } = superpixelsOf(runsOf(ring), 3, 3, 3);
    expect(ring[middles[0] ?? -1]).toBe(0);
    expect(middles[1]).toBe(4);
    expect(middles[2]).toBe(-1);
  });
  test("can be walked in four directions and to both ends", () => {
    const grid = Array.from({ length: 64 }, (_, i) => 4 * Math.floor(i / 16) + Math.floor((i % 8) / 2));
    const squares = superpixelsOf(runsOf(grid), 8, 8, 16);
    const step = (key: string, from = 5) => stepFrom(squares, from, key);
    expect([step("ArrowLeft"), step("ArrowRight"), step("ArrowUp"), step("ArrowDown")]).toEqual([4, 6, 1, 9]);
    expect([step("ArrowLeft", 0), step("ArrowDown", 15)]).toEqual([0, 15]);
    expect([step("Home"), step("End"), step("a")]).toEqual([0, 15, undefined]);
  });
});

describe("a raster", () => {
  test("enlarges a small picture by a whole factor, and reduces a very large one", () => {
    const size = { most: 1 << 20, least: 440 };
    expect(factorFor(8, 8, size)).toBe(55);
    expect(factorFor(224, 224, size)).toBe(2);
    expect(factorFor(1024, 768, size)).toBe(1);
    expect(factorFor(4000, 3000, size) ** 2 * 12e6).toBeCloseTo(1 << 20);
    expect(factorFor(200, 1, size)).toBe(28);
    expect(factorFor(2, 4000, size)).toBe(4);
    expect(factorFor(32_768, 2, size)).toBe(0.5);
  });
  test("gives each pixel its superpixel, or n for none", () => {
    const { labels } = rasterOf(source(), 1);
    expect([...labels]).toEqual(labelMap.map((label) => (label < 0 ? 3 : label)));
    const doubled = rasterOf(source(), 2);
    expect([doubled.width, doubled.height]).toEqual([8, 6]);
    expect([...doubled.labels.subarray(0, 8)]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect([...doubled.labels.subarray(40)]).toEqual([0, 0, 2, 2, 2, 2, 3, 3]);
  });
  test("finds the border of each superpixel, also at the edge of the picture", () => {
    const whole = superpixelsOf(runsOf(Array.from({ length: 25 }, () => 0)), 5, 5, 1);
    const inner = [6, 7, 8, 11, 12, 13, 16, 17, 18];
    const { edges, starts } = rasterOf(whole, 1);
    expect([...edges]).toEqual(Array.from({ length: 25 }, (_, i) => i).filter((i) => !inner.includes(i)));
    expect([...starts]).toEqual([0, 16, 16]);
    expect([...rasterOf(whole, 1, 2).edges]).toEqual(
      Array.from({ length: 25 }, (_, i) => i).filter((i) => i !== 12),
    );
  });
  test("lists the border superpixel by superpixel", () => {
    const raster = rasterOf(source(), 3);
    for (let s = 0; s < 3; s += 1) {
      const border = [...raster.edges.subarray(raster.starts[s], raster.starts[s + 1])];
      expect(border.length).toBeGreaterThan(0);
      expect(new Set(border.map((i) => raster.labels[i]))).toEqual(new Set([s]));
    }
  });
});

describe("the overlay", () => {
  test("is written as bytes of red, green, blue and alpha", () => {
    expect(bytes(packed([1, 2, 3], 1))).toEqual([1, 2, 3, 255]);
    expect(bytes(packed([255, 0, 128], 0.5))).toEqual([255, 0, 128, 128]);
  });
  test("gives each pixel the color of its superpixel, and nothing to pixels in none", () => {
    const raster = rasterOf(source(), 1);
    const { fills } = emptyPaint(3);
    fills.set([7, 8, 9, 0, 7, 8, 9, 0]);
    const out = new Uint32Array(12).fill(5);
    paintFills(out, raster, fills);
    expect([...out]).toEqual([7, 7, 8, 8, 7, 9, 9, 8, 7, 9, 9, 0]);
  });
  test("draws stripes only where their color differs", () => {
    const labels = Array.from({ length: 28 }, (_, i) => (i % 14 < 7 ? 0 : 1));
    const raster = rasterOf(superpixelsOf(runsOf(labels), 14, 2, 2), 1);
    const { fills } = emptyPaint(2);
    fills.set([1, 2, 0, 1, 3, 0]);
    const out = new Uint32Array(28);
    paintFills(out, raster, fills);
    const [first, second] = [[...out.subarray(0, 14)], [...out.subarray(14)]];
    expect(first).toEqual([1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 2, 2, 2, 2]);
    expect(second).toEqual([1, 1, 1, 1, 1, 1, 1, 3, 3, 2, 2, 2, 2, 3]);
  });
  test("draws borders, dotted or solid, over the cover", () => {
    const labels = Array.from({ length: 64 }, (_, i) => Math.floor((i % 16) / 8));
    const raster = rasterOf(superpixelsOf(runsOf(labels), 16, 4, 2), 1);
    const paint = emptyPaint(2);
    paint.covers.set([0, 4, 4]);
    paint.edges[0] = 6;
    const out = new Uint32Array(64);
    paintLines(out, raster, paint);
    expect([...out.subarray(16, 32)]).toEqual([6, 0, 0, 0, 0, 0, 0, 6, 4, 4, 4, 4, 4, 4, 4, 4]);
    paint.dotted[0] = 1;
    paintLines(out, raster, paint);
    expect([...out.subarray(0, 8)]).toEqual([6, 6, 6, 0, 0, 0, 6, 6]);
  });
  test("draws every seam light on one side and dark on the other", () => {
    const raster = rasterOf(
      superpixelsOf(runsOf([0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]), 6, 3, 2),
      1,
    );
    const out = new Uint32Array(18);
    paintLines(out, raster, emptyPaint(2, true));
    expect([out[7], out[10]]).toEqual([0, 0]);
    expect(bytes(out[8]).slice(0, 3)).toEqual([0, 0, 0]);
    expect(bytes(out[9]).slice(0, 3)).toEqual([255, 255, 255]);
  });
  test("keeps only the hidden superpixels of the filled picture", () => {
    const pixels = new Uint32Array(12).fill(9);
    keepOnly(pixels, rasterOf(source(), 1), [2, 7]);
    expect([...pixels]).toEqual(labelMap.map((label) => (label === 2 ? 9 : 0)));
  });
});

describe("the displayed superpixels", () => {
  const bars = [
    { feature: 0, weight: 0.1, interval: 0, slope: undefined },
    { feature: 1, weight: -0.4, interval: 0, slope: undefined },
    { feature: 2, weight: 0.2, interval: 0.2, slope: undefined },
    { feature: 3, weight: 0, interval: 0, slope: undefined },
  ];
  const look = { sign: "both", shown: Number.POSITIVE_INFINITY, minWeight: 0, hideRest: false } as const;
  const features = (over: object) => chosen(bars, { ...look, ...over }).map(({ feature }) => feature);
  test("are the strongest of the sign, above the smallest weight, and never zero", () => {
    expect(features({})).toEqual([1, 2, 0]);
    expect(features({ sign: "positive" })).toEqual([2, 0]);
    expect(features({ sign: "negative" })).toEqual([1]);
    expect(features({ shown: 1, sign: "positive" })).toEqual([2]);
    expect(features({ minWeight: 0.2 })).toEqual([1, 2]);
  });
  const measure = { largest: 0.4, output: "cup", exact: false, what: "weight", units: [] } as const;
  const colors = { toward: [0, 0, 200], against: [200, 100, 0], cover: [128, 128, 128] } as const;
  const painted = (over: object, removed: number[] = []) =>
    paintOf(
      4,
      chosen(bars, { ...look, ...over }),
      new Set(removed),
      { ...look, boundaries: true, gray: true, ...over },
      measure,
      colors,
    );
  test("are colored by sign and size of the weight", () => {
    const { fills } = painted({});
    expect(bytes(fills[0])).toEqual([0, 0, 200, 64]);
    expect(bytes(fills[1])).toEqual([200, 100, 0, 255]);
    expect([fills[3], fills[4]]).toEqual([0, 0]);
  });
  test("are colored evenly when only the strongest are displayed", () => {
    const { fills } = painted({ shown: 3 });
    expect([bytes(fills[0])[3], bytes(fills[1])[3]]).toEqual([255, 255]);
  });
  test("are striped and dotted where the sign is uncertain", () => {
    const { fills, dotted } = painted({ shown: 3 });
    expect([...dotted]).toEqual([0, 0, 1, 0, 0]);
    expect(fills[2]).not.toBe(fills[5 + 2]);
    expect(fills[0]).toBe(fills[5]);
  });
  test("are not covered when the rest is hidden", () => {
    const { covers } = painted({ hideRest: true, shown: 1 });
    expect([...covers].map((cover) => cover !== 0)).toEqual([true, false, true, true, true]);
  });
  test("have no color but a border when hidden by hand", () => {
    const { fills, edges, covers } = painted({ hideRest: true }, [1]);
    expect([fills[1], covers[1]]).toEqual([0, 0]);
    expect(edges[1]).not.toBe(0);
  });
  test("have no border when boundaries are turned off", () => {
    expect([...painted({ boundaries: false }).edges]).toEqual([0, 0, 0, 0, 0]);
  });
  test("have the colors of the palette", () => {
    expect(fromHex(" #2369b0")).toEqual([35, 105, 176]);
  });
});

describe("the view of an image", () => {
  let drawnOn: ReturnType<typeof stubCanvas>;
  beforeEach(() => {
    drawnOn = stubCanvas();
    vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 400, 300));
  });
  afterEach(() => vi.restoreAllMocks());
  const settled = () => new Promise((done) => setTimeout(done));
  const canvases = (all: (selector: string) => HTMLElement[], name: string) =>
    all(`.${name}`).map((each) => drawnOn(each as HTMLCanvasElement));
  const point = (node: Element, x: number, y: number, type = "pointermove") =>
    node.dispatchEvent(new MouseEvent(type, { bubbles: true, clientX: x, clientY: y }));

  test("draws the picture once, and the overlay at every width", async () => {
    const study = imageStudy();
    const { all, find } = await open(image, study);
    await settled();
    const root = find(".lw-image");
    const [base] = canvases(all, "lw-base");
    const [fills] = canvases(all, "lw-fills");
    expect(base?.images).toEqual([{ bytes: 1 }]);
    expect(root.dataset).toMatchObject({
      generation: "1",
      kernelWidth: "1",
      output: "2",
      shown: "3",
      stale: "false",
    });
    const [before, painted] = [fills?.pixels, Number(root.dataset["painted"])];
    study.receive({ kernel_width: 2 });
    expect(root.dataset["kernelWidth"]).toBe("2");
    expect(root.dataset["shown"]).toBe("2");
    expect(Number(root.dataset["painted"])).toBe(painted + 1);
    expect(fills?.pixels).not.toEqual(before);
    expect(base?.images).toHaveLength(1);
  });
  test("repaints only changes, and changes the opacity without painting", async () => {
    const study = imageStudy();
    const { all, find } = await open(image, study);
    await settled();
    const [fills] = canvases(all, "lw-fills");
    const before = fills?.pixels;
    study.receive({ opacity: 0.3 });
    expect(find(".lw-fills").style.opacity).toBe("0.3");
    expect(fills?.pixels).toBe(before);
    const painted = find(".lw-image").dataset["painted"];
    study.receive({ status: "sampling" });
    expect(find(".lw-image").dataset["painted"]).toBe(painted);
  });
  test.each([
    [{ sign: "negative" }, "1"],
    [{ shown: 1 }, "1"],
    [{ min_weight: 0.15 }, "2"],
  ])("applies the appearance within the event: %o", async (update, shown) => {
    const study = imageStudy();
    const { find } = await open(image, study);
    study.receive(update);
    expect(find(".lw-image").dataset["shown"]).toBe(shown);
  });
  test("shares the highlight with the bars, and describes the superpixel under the pointer", async () => {
    const study = imageStudy();
    const { find } = await open(image, study);
    point(find(".lw-touch"), 350, 50);
    expect(study.state["highlight"]).toBe(1);
    expect(find(".lw-detail").textContent).toContain("superpixel 1: weight −0.200, 95 % interval");
    expect(find(".lw-detail").textContent).toContain("for cup");
    point(find(".lw-touch"), 390, 290);
    expect(study.state["highlight"]).toBe(-1);
    study.receive({ highlight: 2 });
    expect(find(".lw-detail").textContent).toContain("superpixel 2: weight +0.100");
    fire(find(".lw-touch"), "pointerleave");
    expect(study.state["highlight"]).toBe(-1);
  });
  test("outlines the superpixel that any view highlights", async () => {
    const study = imageStudy();
    const { all } = await open(image, study);
    const [top] = canvases(all, "lw-touch");
    expect(top?.rectangles).toBe(0);
    study.receive({ highlight: 2 });
    expect(top?.rectangles).toBeGreaterThan(0);
    study.receive({ highlight: -1 });
    expect(top?.rectangles).toBe(0);
  });
  test("hides a superpixel with a click, and marks it", async () => {
    const study = imageStudy();
    const { find, all } = await open(image, study);
    await settled();
    point(find(".lw-touch"), 150, 150, "click");
    expect(study.saved).toEqual([{ removed: [2] }]);
    const [base] = canvases(all, "lw-base");
    expect(base?.images.at(-1)).toBeInstanceOf(HTMLCanvasElement);
    study.receive({ highlight: 2 });
    expect(find(".lw-detail").textContent).toContain("· hidden");
    point(find(".lw-touch"), 150, 150, "click");
    expect(study.state["removed"]).toEqual([]);
  });
  test("hides nothing while an earlier image is displayed", async () => {
    const study = imageStudy({ current: false });
    const { find } = await open(image, study);
    point(find(".lw-touch"), 150, 150, "click");
    expect(study.saved).toEqual([]);
    expect(find(".lw-image").className).toContain("lw-former");
  });
  test("is walked and changed with the keyboard alone", async () => {
    const study = imageStudy();
    const { find } = await open(image, study);
    const touch = find(".lw-touch");
    expect(touch.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
    touch.focus();
    fire(touch, "keydown", { key: "End" });
    expect(study.state["highlight"]).toBe(2);
    expect(find(".lw-panel [role=status]").textContent).toContain("superpixel 2: weight");
    fire(touch, "keydown", { key: "Home" });
    fire(touch, "keydown", { key: "ArrowRight" });
    expect(study.state["highlight"]).toBe(2);
    fire(touch, "keydown", { key: " " });
    expect(study.state["removed"]).toEqual([2]);
    expect(find(".lw-panel [role=status]").textContent).toContain("hidden");
    fire(touch, "keydown", { key: "Enter" });
    expect(study.state["removed"]).toEqual([]);
    fire(touch, "keydown", { key: "Escape" });
    expect(study.state["highlight"]).toBe(2);
  });
  test("shows the model's and the surrogate's predictions without the hidden superpixels", async () => {
    const variant = { removed: [0, 2], values: [0, 0, 0.41], error: null };
    const study = imageStudy({ removed: [0, 2], variant });
    const { find } = await open(image, study);
    expect(find(".lw-variant").textContent).toBe(
      "With superpixels 0 and 2 hidden: model 0.41 (was 0.95), surrogate 0.25",
    );
    find("[data-action=put_back]").click();
    expect(study.state["removed"]).toEqual([]);
  });
  test("shows the superpixels at once while the model has not answered", async () => {
    const study = imageStudy({
      frames: null,
      features: { names: [], columns: [], units: [] },
      status: "sampling",
    });
    const { find, all } = await open(image, study);
    const [lines] = canvases(all, "lw-lines");
    expect(lines?.pixels?.some((pixel) => pixel !== 0)).toBe(true);
    expect(find(".lw-detail").textContent).toBe("Waiting for the model's answers…");
    point(find(".lw-touch"), 350, 50);
    expect(study.state["highlight"]).toBe(1);
  });
  test("is gray after a failure", async () => {
    const { find } = await open(image, imageStudy({ status: "failed" }));
    expect(find(".lw-image").className).toContain("lw-failed");
  });
  test("shows the image alone, or with everything hidden, and names the filling", async () => {
    const study = imageStudy();
    const { find, all } = await open(image, study);
    await settled();
    const [base] = canvases(all, "lw-base");
    expect(find("[data-sight=hidden]").textContent).toBe("Everything hidden ");
    study.receive({ off_answer: encode("f4", [3], [0.25, 0.5, 0.75]) });
    const answer = [0.25, 0.5, 0.75][Number(study.state["output"])];
    expect(find("[data-sight=hidden]").textContent).toBe(`Everything hidden ${answer?.toFixed(2)}`);
    find("[data-sight=hidden]").click();
    expect(base?.images.at(-1)).toEqual({ bytes: 1 });
    expect(find(".lw-detail").textContent).toBe("Everything hidden: its mean color.");
    expect(find(".lw-image").dataset["shown"]).toBe("0");
    find("[data-sight=picture]").click();
    expect(find("[data-sight=picture]").getAttribute("aria-pressed")).toBe("true");
    find("[data-sight=explanation]").click();
    expect(find(".lw-image").dataset["shown"]).toBe("3");
  });
  test("offers the original image as soon as another is requested, whatever is displayed", async () => {
    const study = imageStudy({ changed: false, image: imageOf({ changed: true }) });
    const { find } = await open(image, study);
    const back = find("[data-action=reset_row]");
    expect(back.hidden).toBe(true);
    study.receive({ changed: true, current: false, image: imageOf() });
    expect(back.hidden).toBe(false);
    study.receive({ changed: false });
    expect(back.hidden).toBe(true);
  });
  test("offers the original image only when another is displayed", async () => {
    const study = imageStudy();
    const { find } = await open(image, study);
    expect(find("[data-action=reset_row]").hidden).toBe(true);
    study.receive({ image: imageOf({ changed: true, notes: ["Alpha is left out."] }) });
    find("[data-action=reset_row]").click();
    expect(study.sent).toEqual([{ type: "reset_row" }]);
    expect(find(".lw-image-notes").textContent).toBe("Alpha is left out.");
  });
  test("reports a study of another data kind", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const { find } = await open(image, imageStudy({ image: null }));
    expect(find(".lw-broken").textContent).toContain("this study explains none");
  });
  test("disables requests without a kernel, and stays readable", async () => {
    const study = imageStudy({
      removed: [1],
      changed: true,
      preview: { segmentation: "slic", options: {}, n: null, labels: null, error: null },
    });
    study.comm_live = false;
    const { find, all } = await open(image, study);
    const idle = (selector: string) => expect(find(selector).matches(":disabled")).toBe(true);
    for (const selector of [
      ".lw-label-button",
      ".lw-beside",
      "[data-parameter=segmentation]",
      "[data-option]",
    ])
      idle(selector);
    for (const action of ["reset_row", "put_back"]) idle(`[data-action=${action}]`);
    expect(find("[data-action=save]").matches(":disabled")).toBe(false);
    // A preview that can be neither adopted nor discarded is not displayed.
    expect(find(".lw-image").dataset).toMatchObject({ live: "false", superpixels: "3" });
    expect(find("[data-sight=hidden]").matches(":disabled")).toBe(false);

    point(find(".lw-touch"), 350, 50);
    expect(find(".lw-detail").textContent).toContain("superpixel 1: weight −0.200");
    point(find(".lw-touch"), 350, 50, "click");
    for (const node of all("button:not([data-action=save])")) node.click();
    expect([study.saved, study.sent]).toEqual([[], []]);
    expect(study.state).toMatchObject({ highlight: 1, output: 2, removed: [1], compared: [] });
    study.receive({ highlight: -1 });
    find("[data-sight=explanation]").click();
    expect(find(".lw-detail").textContent).toContain("Not connected to a kernel");
    study.connect(true);
    expect(find(".lw-preview-text").textContent).toContain("Computing");
  });
  test("leaves no listener behind", async () => {
    const study = imageStudy();
    const { close } = await open(image, study);
    close();
    expect(study.listening).toBe(0);
  });

  describe("its labels", () => {
    const many = Array.from({ length: 1000 }, (_, i) => i / 1e6);
    test("are the three most likely and the explained one", async () => {
      expect(largestOf([0.1, 0.5, 0.2, 0.4], 2)).toEqual([1, 3]);
      const study = imageStudy({
        outputs: { names: many.map((_, i) => `label ${i}`), kind: "probability" },
        prediction: { values: many, low: 0, high: 1 },
        output: 7,
      });
      const { all, find } = await open(image, study);
      const outputs = all("[data-output].lw-label-button").map((button) => Number(button.dataset["output"]));
      expect(outputs).toEqual([999, 998, 997, 7]);
      expect(find('[data-output="7"].lw-label-button').getAttribute("aria-pressed")).toBe("true");
      find('[data-output="998"].lw-label-button').click();
      expect(study.state["output"]).toBe(998);
    });
    test("are absent when there is only one", async () => {
      const study = imageStudy({
        outputs: { names: ["cup"], kind: "probability" },
        prediction: { values: [0.9], low: 0, high: 1 },
        output: 0,
      });
      const { find } = await open(image, study);
      expect(find(".lw-labels").hidden).toBe(true);
    });
    test("are compared side by side, each with its own weights at the current width", async () => {
      const study = imageStudy();
      const { find, all } = await open(image, study);
      find('[data-beside="0"]').click();
      expect(study.state["compared"]).toEqual([0]);
      expect(texts(all(".lw-panel-title"))).toEqual(["cup 0.95", "cat 0.04"]);
      const [, second] = canvases(all, "lw-fills");
      expect(second?.pixels?.every((pixel) => pixel === 0)).toBe(true);
      const comparison = framesOf(
        [
          { width: 1, features: [0, 1, 2], coef: [0, 0.2, 0] },
          { width: 2, features: [0, 1, 2], coef: [-0.1, 0.2, 0] },
        ],
        { output: 0 },
      );
      study.receive({ comparisons: [comparison] });
      expect(second?.pixels?.some((pixel) => pixel !== 0)).toBe(true);
      const before = second?.pixels;
      study.receive({ kernel_width: 2 });
      expect(second?.pixels).not.toEqual(before);
      point(all(".lw-touch")[1] as Element, 350, 50);
      expect(find(".lw-detail").textContent).toContain("superpixel 1: weight +0.200");
      expect(find(".lw-detail").textContent).toContain("for cat");
      point(all(".lw-touch")[0] as Element, 350, 50);
      expect(find(".lw-detail").textContent).toContain("for cup");
      find('[data-beside="0"]').click();
      expect(study.state["compared"]).toEqual([]);
      expect(all(".lw-panel")).toHaveLength(1);
    });
    test("swap places when a compared label is explained", async () => {
      const study = imageStudy({ compared: [0, 1] });
      const { find } = await open(image, study);
      find('[data-output="0"].lw-label-button').click();
      expect(study.state).toMatchObject({ output: 0, compared: [2, 1] });
    });
    test("are never compared with themselves, and are at most five", async () => {
      const names = ["a", "b", "c", "d", "e", "f"];
      const study = imageStudy({
        outputs: { names, kind: "probability" },
        prediction: { values: [0.3, 0.2, 0.1, 0.05, 0.05, 0.3], low: 0, high: 1 },
        output: 2,
        compared: [0, 2, 1, 3, 4],
      });
      const { all } = await open(image, study);
      expect(all(".lw-panel")).toHaveLength(5);
      const disabled = all("[data-beside]:disabled:not([hidden])");
      expect(disabled.map((button) => button.dataset["beside"])).toEqual(["5"]);
    });
  });

  describe("its superpixels", () => {
    beforeEach(() => {
      vi.useFakeTimers();
    });
    afterEach(() => vi.useRealTimers());
    const choose = (select: HTMLElement, value: string) => {
      (select as HTMLSelectElement).value = value;
      fire(select, "input");
    };
    test("can be previewed with another method and its own settings", async () => {
      const study = imageStudy();
      const { find, all } = await open(image, study);
      expect(find(".lw-standing").textContent).toBe("3 · quickshift");
      expect(all("[data-option]").map((input) => input.dataset["option"])).toEqual(["ratio"]);
      choose(find("[data-parameter=segmentation]"), "slic");
      expect(study.sent).toEqual([{ type: "segment", segmentation: "slic", options: { n_segments: 60 } }]);
      expect(all("[data-option]").map((input) => input.dataset["option"])).toEqual(["n_segments"]);
    });
    test("are requested every 150 ms during a drag, always with the last setting", async () => {
      const study = imageStudy();
      const { find } = await open(image, study);
      const slider = find<HTMLInputElement>("[data-option=ratio]");
      for (const position of ["1", "2", "3", "4"]) {
        slider.value = position;
        fire(slider, "input");
        vi.advanceTimersByTime(40);
      }
      expect(study.sent).toHaveLength(2);
      vi.advanceTimersByTime(1000);
      expect(study.sent).toHaveLength(2);
      slider.value = "7";
      fire(slider, "input");
      expect(study.sent.at(-1)).toEqual({
        type: "segment",
        segmentation: "quickshift",
        options: { ratio: 0.35 },
      });
    });
    test("are previewed over the plain picture, then adopted or discarded", async () => {
      const study = imageStudy();
      const { find } = await open(image, study);
      expect(find(".lw-preview").className).toContain("lw-away");
      const preview = { segmentation: "slic", options: { n_segments: 2 }, error: null };
      study.receive({ preview: { ...preview, n: null, labels: null } });
      expect(find(".lw-preview-text").textContent).toBe("Computing the superpixels…");
      expect(find<HTMLButtonElement>("[data-action=adopt]").disabled).toBe(true);
      const two = runsOf(labelMap.map((label) => Math.min(label, 1)));
      study.receive({ preview: { ...preview, n: 2, labels: two } });
      expect(find(".lw-preview-text").textContent).toBe(
        "Preview: 2 superpixels. The model has not been called.",
      );
      expect(find(".lw-image").dataset).toMatchObject({ superpixels: "2", shown: "0" });
      point(find(".lw-touch"), 150, 150, "click");
      expect(study.saved).toEqual([]);
      for (const sight of ["explanation", "picture", "hidden"])
        expect(find(`[data-sight=${sight}]`).matches(":disabled")).toBe(true);
      expect(find(".lw-sights").title).toContain("preview");
      // Computing the next preview does not remove the last one.
      study.receive({ preview: { ...preview, n: null, labels: null } });
      expect(find(".lw-image").dataset["superpixels"]).toBe("2");
      study.receive({ preview: { ...preview, n: 2, labels: two } });
      find("[data-action=adopt]").click();
      find("[data-action=discard]").click();
      expect(study.sent).toEqual([{ type: "adopt" }, { type: "discard" }]);
      study.receive({ preview: null });
      expect(find(".lw-image").dataset["superpixels"]).toBe("3");
      expect(find("[data-sight=picture]").matches(":disabled")).toBe(false);
      expect(find(".lw-sights").title).toBe("");
    });
    test("stay the explained ones without a kernel", async () => {
      const study = imageStudy();
      const { find } = await open(image, study);
      study.connect(false);
      choose(find("[data-parameter=segmentation]"), "slic");
      vi.advanceTimersByTime(1000);
      expect(study.sent).toEqual([]);
      expect(find<HTMLSelectElement>("[data-parameter=segmentation]").value).toBe("quickshift");
    });
    test("that cannot be computed leave a sentence and the last picture", async () => {
      const study = imageStudy();
      const { find } = await open(image, study);
      const error = "There is one superpixel. Expected two. Make them smaller.";
      study.receive({ preview: { segmentation: "slic", options: {}, n: null, labels: null, error } });
      expect(find(".lw-preview-text").textContent).toBe(error);
      expect(find("[data-action=adopt]").hidden).toBe(true);
      expect(find(".lw-image").dataset["superpixels"]).toBe("3");
    });
    test("have log-spaced settings that contain the default", () => {
      const option = {
        name: "n",
        label: "",
        help: "",
        min: 2,
        max: 512,
        step: 1,
        default: 60,
        scale: "log",
      } as const;
      const steps = optionSteps(option);
      expect(steps[0]).toBe(2);
      expect(steps.at(-1)).toBe(512);
      expect(steps[optionAt(steps, 60)]).toBe(60);
      expect(steps.every(Number.isInteger)).toBe(true);
      expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
      const linear = optionSteps({ ...option, min: 0, max: 1, step: 0.05, default: 0.2, scale: null });
      expect(linear).toHaveLength(21);
      expect(linear[3]).toBe(0.15);
    });
  });

  describe("a saved picture", () => {
    const scene = (title: string) => ({
      raster: rasterOf(source(), 1),
      pictures: { picture: "the picture", filled: "filled" } as never,
      paint: emptyPaint(3),
      removed: new Set<number>(),
      opacity: 0.4,
      hidden: false,
      gray: false,
      touchable: true,
      title,
      wide: 4,
    });
    test("has a whole multiple of the picture's size, with all layers", () => {
      const canvas = compose([scene("")]);
      expect([canvas.width, canvas.height]).toEqual([400, 300]);
      expect(drawnOn(canvas).images[0]).toBe("the picture");
      expect(drawnOn(canvas).images).toHaveLength(3);
    });
    test("contains all panels with their titles", () => {
      const canvas = compose([scene("cup 0.95"), scene("cat 0.04")]);
      expect(canvas.width).toBe(2 * 400 + 16);
      expect(drawnOn(canvas).texts).toEqual(["cup 0.95", "cat 0.04"]);
      expect(drawnOn(canvas).images).toHaveLength(2);
    });
    test("is offered as a download", async () => {
      const clicked = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
      HTMLCanvasElement.prototype.toBlob = (done) => done(new Blob(["png"]));
      URL.createObjectURL = () => "blob:picture";
      const { find } = await open(image, imageStudy());
      await settled();
      find("[data-action=save]").click();
      await settled();
      expect(clicked).toHaveBeenCalledTimes(1);
      expect((clicked.mock.contexts[0] as HTMLAnchorElement).download).toBe("explanation.png");
    });
  });
});
