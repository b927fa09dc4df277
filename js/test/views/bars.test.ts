import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encode } from "../../src/model/codec";
import bars from "../../src/views/bars/bars";
import { fire, framesOf, makeStudy, open, textStudy } from "../doubles";

const features = (rows: HTMLElement[]) => rows.map((row) => Number(row.dataset["feature"]));

describe("bars", () => {
  test("follow the frame's order and keep the numbers at full precision", async () => {
    const { find, all } = await open(bars, makeStudy());
    expect(features(all(".lw-row"))).toEqual([0, 1]);
    expect(Number(all(".lw-row")[0]?.dataset["weight"])).toBe(Math.fround(0.41));
    expect(find(".lw-bars").dataset).toMatchObject({
      kernelWidth: "1",
      generation: "1",
      output: "0",
      stale: "false",
    });
  });
  test("say so where the surrogate keeps no feature, and promise no interval where there is none", async () => {
    const study = makeStudy({ frames: framesOf([{ width: 1, features: [-1], coef: [0] }], { folds: 5 }) });
    const { find, all } = await open(bars, study);
    expect(all(".lw-row")).toEqual([]);
    expect(find(".lw-empty").hidden).toBe(false);
    expect(find(".lw-empty").textContent).toContain("keeps no feature");
    study.receive({
      frames: framesOf([{ width: 1, features: [0], coef: [0.4], interval: [Number.NaN] }], { folds: 5 }),
    });
    expect(find(".lw-empty").hidden).toBe(true);
    expect(find(".lw-detail").textContent).toContain("Point at a bar for its weight");
  });
  test("have a full description for screen readers", async () => {
    const { find } = await open(bars, makeStudy());
    expect(find(".lw-row").getAttribute("aria-label")).toBe(
      "temp > 20.4: weight +0.410, 95 % interval 0.351 to 0.469, for low",
    );
    expect(find(".lw-rows").getAttribute("role")).toBe("list");
  });
  test("are redrawn within the event of a width change, on the same nodes", async () => {
    const study = makeStudy();
    const { all } = await open(bars, study);
    const [first] = all(".lw-row");
    study.receive({ kernel_width: 0.5 });
    expect(features(all(".lw-row"))).toEqual([1, 0]);
    expect(all(".lw-row")[1]).toBe(first);
  });
  test("of a width outside the sweep are marked stale until its frame arrives", async () => {
    const study = makeStudy();
    const { find } = await open(bars, study);
    study.receive({ kernel_width: 1.1 });
    expect(find(".lw-bars").dataset).toMatchObject({ kernelWidth: "1", stale: "true" });
    study.receive({ frames: framesOf([{ width: 1.1, features: [2], coef: [1] }], { generation: 2 }) });
    expect(find(".lw-bars").dataset).toMatchObject({ kernelWidth: "1.1", stale: "false", generation: "2" });
  });
  test("whose interval contains zero are drawn weaker", async () => {
    const { all } = await open(bars, makeStudy());
    expect(all(".lw-row").map((row) => row.classList.contains("lw-unsure"))).toEqual([false, true]);
  });
  test("whose interval leaves the chart end in an arrow", async () => {
    const { find } = await open(
      bars,
      makeStudy({ frames: framesOf([{ width: 1, features: [0], coef: [1], interval: [194.04] }]) }),
    );
    expect(find(".lw-interval").className).toContain("lw-cut-low lw-cut-high");
  });
  test("share the highlight with every other view", async () => {
    const study = makeStudy();
    const { find, all } = await open(bars, study);
    fire(all(".lw-bar")[1] as Element, "pointerover");
    expect(study.state["highlight"]).toBe(1);
    expect(study.saved).toEqual([{ highlight: 1 }]);
    study.receive({ highlight: 0 });
    expect(all(".lw-row").map((row) => row.classList.contains("lw-highlight"))).toEqual([true, false]);
    expect(find(".lw-detail").textContent).toContain("temp > 20.4: weight +0.410");
  });
  test("are one tab stop, and the arrow keys move along them", async () => {
    const study = makeStudy();
    const { all } = await open(bars, study);
    const [first, second] = all(".lw-row");
    expect(all(".lw-row").map((row) => row.tabIndex)).toEqual([0, -1]);
    first?.focus();
    fire(first as Element, "keydown", { key: "ArrowDown" });
    expect(document.activeElement).toBe(second);
    expect(study.state["highlight"]).toBe(1);
  });
  test("are gray after a failure, and only busy during sampling", async () => {
    const study = makeStudy({ status: "sampling" });
    const { find } = await open(bars, study);
    expect(find(".lw-bars").getAttribute("aria-busy")).toBe("true");
    expect(find(".lw-bars").classList.contains("lw-failed")).toBe(false);
    study.receive({ status: "failed" });
    expect(find(".lw-bars").classList.contains("lw-failed")).toBe(true);
  });
  test("show markup in names as text", async () => {
    const names = ["<script>alert(1)</script>", "b", "c"];
    const { el, find } = await open(bars, makeStudy({ features: { names, columns: [0, 1, 2], units: [] } }));
    expect(el.querySelector("script")).toBeNull();
    expect(find(".lw-row .lw-name").textContent).toBe(names[0]);
  });
  test("name log-odds where the surrogate is logistic", async () => {
    const frames = framesOf([{ width: 1, features: [0], coef: [0.4], interval: [0.04] }], {
      surrogate: "logistic",
    });
    const { find } = await open(bars, makeStudy({ frames }));
    expect(find(".lw-head-weight").textContent).toBe("Log-odds");
    expect(find(".lw-row").getAttribute("aria-label")).toBe(
      "temp > 20.4: weight +0.400 in log-odds, 95 % interval 0.360 to 0.440, for low",
    );
  });
  test("are the contributions of the row's numbers, the longest first, or their slopes", async () => {
    const frames = framesOf(
      [{ width: 1, features: [0, 1, 2], coef: [0.4, 0.3, -0.2], interval: [0.04, 0.03, 0.02] }],
      { at: encode("f8", [3], [-0.5, 1, -2]) },
    );
    const features = { names: ["temp", "day = SUN", "hum"], columns: [0, 1, 2], units: [8, 0, 1] };
    const study = makeStudy({ frames, features, effect: "contribution" });
    const { all, find } = await open(bars, study);
    const drawn = () => all(".lw-row").map(({ dataset }) => [dataset["feature"], dataset["weight"]]);
    const near = (pairs: [string, number][]) =>
      pairs.map(([feature, value]) => [feature, String(Math.fround(value))]);
    expect(drawn()).toEqual(
      near([
        ["2", Math.fround(-0.2) * -2],
        ["1", 0.3],
        ["0", Math.fround(0.4) * -0.5],
      ]),
    );
    expect(find(".lw-head-weight").textContent).toBe("Contribution");
    const labels = () => all(".lw-row").map((row) => row.getAttribute("aria-label"));
    expect(labels()).toEqual([
      "hum: contribution +0.400, 95 % interval 0.360 to 0.440, for low; slope −0.200 per unit",
      "day = SUN: contribution +0.300, 95 % interval 0.270 to 0.330, for low",
      "temp: contribution −0.200, 95 % interval −0.220 to −0.180, for low; slope +0.400 per standard deviation, +0.0500 per unit",
    ]);
    expect(all(".lw-row")[2]?.classList.contains("lw-against")).toBe(true);
    study.receive({ effect: "slope" });
    expect(drawn()).toEqual(
      near([
        ["0", 0.4],
        ["1", 0.3],
        ["2", -0.2],
      ]),
    );
    expect(find(".lw-head-weight").textContent).toBe("Slope");
    expect(all(".lw-side").map((side) => side.textContent)).toEqual([
      '◂ more of it lowers "low"',
      "more of it raises it ▸",
    ]);
    expect(labels()[0]).toBe("temp: slope +0.400, 95 % interval 0.360 to 0.440, for low; +0.0500 per unit");
  });
  test.each([
    ["probability", ['◂ less likely "cup"', "more likely ▸"]],
    ["score", ['◂ lowers the score of "cup"', "raises it ▸"]],
    ["value", ["◂ lowers cup", "raises cup ▸"]],
  ] as const)("of a %s say what each side means", async (kind, sides) => {
    const { all } = await open(bars, makeStudy({ outputs: { names: ["cup", "cat"], kind } }));
    expect(all(".lw-side").map((side) => side.textContent)).toEqual(sides);
  });
  test("show an error sentence when drawing fails, and recover", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const good = framesOf([{ width: 1, features: [0], coef: [1] }]);
    const study = makeStudy({ frames: { ...good, coef: { ...good.coef, shape: [7, 7] } } });
    const { el, find } = await open(bars, study);
    expect(find(".lw-broken").textContent).toContain(
      "This view could not be drawn. An array of shape (7, 7)",
    );
    study.receive({ frames: good });
    expect(el.querySelector(".lw-broken")).toBeNull();
  });
  test("name the missing study", async () => {
    const { find } = await open(bars, undefined);
    expect(find(".lw-broken").textContent).toContain("Run the cell again");
  });
  test("leave no listener behind", async () => {
    const study = makeStudy();
    const { el, close } = await open(bars, study);
    expect(study.listening).toBeGreaterThan(0);
    close();
    expect(study.listening).toBe(0);
    expect(el.childElementCount).toBe(0);
  });
});

describe("the bars of a text", () => {
  test("have no values, no Restore button and no other columns below", async () => {
    const { all, find } = await open(bars, textStudy());
    expect(find(".lw-bars").classList.contains("lw-bare")).toBe(true);
    expect(find("[data-action=reset_row]").hidden).toBe(true);
    expect(find(".lw-others").hidden).toBe(true);
    expect(all(".lw-edit")).toEqual([]);
    expect(find(".lw-detail").textContent).toBe("Point at a bar for its interval.");
  });
  test("have no interval when the model was asked about every variant", async () => {
    const frames = framesOf([{ width: 1, features: [0, 1], coef: [0.4, -0.2], interval: [0, 0.98] }], {
      exact: true,
      output: 1,
    });
    const study = textStudy({ frames });
    const { all, find } = await open(bars, study);
    expect(all(".lw-interval").map((interval) => interval.hidden)).toEqual([true, true]);
    expect(all(".lw-spread").map((spread) => spread.textContent)).toEqual(["", ""]);
    expect(all(".lw-unsure")).toEqual([]);
    expect(find(".lw-detail").textContent).toBe("Point at a bar for its weight.");
    study.receive({ highlight: 0 });
    expect(find(".lw-detail").textContent).toBe("good: weight +0.400, exact, for good");
  });
});

describe("the row beside the bars", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const field = (column: string) => `.lw-edit[data-column="${column}"]`;

  test("has one editor per column, at its first bar or below all bars", async () => {
    const { all, find } = await open(
      bars,
      makeStudy({ features: { names: ["temp", "temp missing", "hum"], columns: [0, 0, 2], units: [] } }),
    );
    expect(all(".lw-row").map((row) => row.querySelectorAll(".lw-edit").length)).toEqual([1, 0]);
    expect(find(".lw-others-title").textContent).toBe("Not among the 2 shown features");
    expect(all(".lw-grid .lw-edit").map((edit) => edit.dataset["column"])).toEqual(["weather", "hum"]);
  });
  test("can be edited before any explanation, because another value may fix a failure", async () => {
    const { all, find } = await open(bars, makeStudy({ frames: null, status: "failed" }));
    expect(find(".lw-others-title").textContent).toBe("Values of the row");
    expect(all(".lw-grid .lw-edit").length).toBe(3);
  });
  test("sends only the last of a run of steps", async () => {
    const study = makeStudy();
    const { find } = await open(bars, study);
    const temp = find<HTMLInputElement>(field("temp"));
    for (const value of ["26.2", "26.3", "26.4"]) {
      temp.value = value;
      fire(temp, "input");
      fire(temp, "change");
      vi.advanceTimersByTime(100);
    }
    expect(study.sent).toEqual([]);
    vi.advanceTimersByTime(250);
    expect(study.sent).toEqual([{ type: "edit", column: "temp", value: "26.4" }]);
  });
  test("sends at once on Enter, and once only", async () => {
    const study = makeStudy();
    const { find } = await open(bars, study);
    const temp = find<HTMLInputElement>(field("temp"));
    temp.value = "30";
    fire(temp, "input");
    fire(temp, "keydown", { key: "Enter" });
    fire(temp, "change");
    vi.advanceTimersByTime(1000);
    expect(study.sent).toEqual([{ type: "edit", column: "temp", value: "30" }]);
  });
  test("sends a chosen category at once, and missing as null", async () => {
    const study = makeStudy();
    const { find } = await open(bars, study);
    const weather = find<HTMLSelectElement>(field("weather"));
    weather.value = "MISTY";
    fire(weather, "change");
    weather.value = "";
    fire(weather, "change");
    expect(study.sent).toEqual([
      { type: "edit", column: "weather", value: "MISTY" },
      { type: "edit", column: "weather", value: null },
    ]);
  });
  test("treats an empty number as missing only where that is allowed", async () => {
    const study = makeStudy();
    const { find } = await open(bars, study);
    for (const column of ["temp", "hum"]) {
      const input = find<HTMLInputElement>(field(column));
      input.value = "";
      fire(input, "input");
      fire(input, "keydown", { key: "Enter" });
    }
    expect(study.sent).toEqual([{ type: "edit", column: "hum", value: null }]);
    expect(find(field("temp")).getAttribute("aria-invalid")).toBe("true");
  });
  test("keeps focus and text while its bars are reordered", async () => {
    const study = makeStudy();
    const { find } = await open(bars, study);
    const temp = find<HTMLInputElement>(field("temp"));
    temp.focus();
    temp.value = "3";
    fire(temp, "input");
    study.receive({ kernel_width: 0.5 });
    study.receive({ row: structuredClone(study.state["row"]) });
    expect(document.activeElement).toBe(temp);
    expect(temp.value).toBe("3");
  });
  test("keeps the focus of an editor whose bar leaves the chart", async () => {
    const study = makeStudy();
    const { find } = await open(bars, study);
    const weather = find(field("weather"));
    weather.focus();
    study.receive({ kernel_width: 2 });
    expect(find(".lw-grid").contains(weather)).toBe(true);
    expect(document.activeElement).toBe(weather);
  });
  test("marks changed values and offers to restore them", async () => {
    const study = makeStudy();
    const { find } = await open(bars, study);
    expect(find("[data-action=reset_row]").classList.contains("lw-away")).toBe(true);
    const row = structuredClone(study.state["row"]) as { changed: boolean; text: string; value: number }[];
    Object.assign(row[0] ?? {}, { changed: true, text: "30", value: 30 });
    study.receive({ row });
    expect(find<HTMLInputElement>(field("temp")).value).toBe("30");
    expect(find(".lw-changed").querySelector(field("temp"))).not.toBeNull();
    find("[data-action=reset_row]").click();
    expect(study.sent).toEqual([{ type: "reset_row" }]);
  });
  test("returns to the row's value when the kernel refuses the edit", async () => {
    const study = makeStudy();
    const { find } = await open(bars, study);
    const temp = find<HTMLInputElement>(field("temp"));
    temp.value = "1e9";
    fire(temp, "input");
    fire(temp, "keydown", { key: "Enter" });
    study.receive({ notice: "1e9 is no temperature." });
    expect(temp.value).toBe("26.1");
  });
});

describe("bars without a kernel", () => {
  test("show the row unchanged, and still react to the pointer", async () => {
    const study = makeStudy();
    const { find, all } = await open(bars, study);
    const field = find<HTMLInputElement>("[data-column=temp]");
    field.value = "30";
    study.connect(false);
    expect(field.value).toBe("26.1");
    expect(all(".lw-edit").every((each) => each.matches(":disabled"))).toBe(true);
    expect(find(".lw-detail").textContent).toBe(
      "Point at a bar for its interval. Not connected to a kernel.",
    );
    study.receive({ highlight: 0 });
    expect(find(".lw-detail").textContent).toContain("temp > 20.4: weight");
    study.connect(true);
    expect(all(".lw-edit").some((each) => each.matches(":disabled"))).toBe(false);
  });
});

describe("hundreds of bars", () => {
  const n = 300;
  const order = Array.from({ length: n }, (_, i) => i);
  const many = () =>
    makeStudy({
      row: [],
      features: { names: order.map((i) => `superpixel ${i}`), columns: [], units: [] },
      frames: framesOf([{ width: 1, features: order, coef: order.map((i) => 1 / (1 + i)) }]),
    });
  test("show the strongest thirty until the user asks for more", async () => {
    const { all, find } = await open(bars, many());
    expect(all(".lw-row")).toHaveLength(30);
    expect(find("[data-action=more_bars]").textContent).toBe("Show 270 more");
    find("[data-action=more_bars]").click();
    expect(all(".lw-row")).toHaveLength(n);
    find("[data-action=more_bars]").click();
    expect(all(".lw-row")).toHaveLength(30);
  });
  test("are all drawn when there are few", async () => {
    const { find } = await open(bars, makeStudy());
    expect(find("[data-action=more_bars]").hidden).toBe(true);
  });
});
