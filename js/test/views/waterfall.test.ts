import { describe, expect, test } from "vitest";
import { encode } from "../../src/model/codec";
import bars from "../../src/views/bars/bars";
import { nameParts } from "../../src/views/bars/scene";
import { framesOf, makeStudy, open } from "../doubles";

const frames = (coef: number[], more = {}) =>
  framesOf([{ width: 1, features: [0, 1, 2], coef }], {
    intercept: encode("f4", [1], [0.25]),
    local_prediction: encode("f4", [1], [1.125]),
    ...more,
  });

describe("the waterfall", () => {
  const falling = (over: object = {}) =>
    makeStudy({ chart: "waterfall", frames: frames([0.625, 0.5, -0.25]), ...over });

  test("leads from the base to the surrogate, each bar from the end of the one before", async () => {
    const { find, all } = await open(bars, falling());
    const [low, high] = [0.1, 1.4].map((_, i) => Number(all(".lw-tick")[4 * i]?.textContent));
    const at = (value: number) => (100 * (value - (low ?? 0))) / ((high ?? 0) - (low ?? 0));
    const ends = all(".lw-row .lw-bar").map(({ style }) => [
      Number.parseFloat(style.left),
      Number.parseFloat(style.left) + Number.parseFloat(style.width),
    ]);
    const corners = [0.25, 0.875, 1.375, 1.125];
    [
      [0, 1],
      [1, 2],
      [3, 2],
    ].forEach(([from = 0, to = 0], row) => {
      expect(ends[row]?.[0]).toBeCloseTo(at(corners[from] ?? 0), 1);
      expect(ends[row]?.[1]).toBeCloseTo(at(corners[to] ?? 0), 1);
    });
    const marks = all(".lw-total-mark:not([hidden])").map(({ style }) => Number.parseFloat(style.left));
    expect(marks[0]).toBeCloseTo(at(0.25), 1);
    expect(marks[1]).toBeCloseTo(at(1.125), 1);
    expect(marks[2]).toBeCloseTo(at(0.88), 1);
    expect(all(".lw-total .lw-weight").map((each) => each.textContent)).toEqual(["0.25", "1.13"]);
    expect(find(".lw-total:last-of-type .lw-name").textContent).toBe("surrogate ┆ model 0.88");
  });
  test("of a logistic surrogate is in log-odds, the model's answer too", async () => {
    const { all } = await open(
      bars,
      falling({ frames: frames([0.625, 0.5, -0.25], { surrogate: "logistic" }) }),
    );
    expect(all(".lw-total .lw-name")[1]?.textContent).toBe("surrogate ┆ model 1.99");
  });
  test("is switched on and off by its button", async () => {
    const study = makeStudy({ chart: "bars" });
    const { find, all } = await open(bars, study);
    expect(all(".lw-total").map((node) => node.hidden)).toEqual([true, true]);
    find("[data-action=chart]").click();
    expect(study.state["chart"]).toBe("waterfall");
    expect(all(".lw-total").map((node) => node.hidden)).toEqual([false, false]);
    find("[data-action=chart]").click();
    expect(study.state["chart"]).toBe("bars");
  });
});

describe("before and after", () => {
  const ghosts = (all: (selector: string) => HTMLElement[]) =>
    all(".lw-row").map((row) => row.querySelector<HTMLElement>(".lw-ghost")?.hidden === false);

  test("the former bars are outlined while the width moves", async () => {
    const study = makeStudy();
    const { all } = await open(bars, study);
    expect(ghosts(all)).toEqual([false, false]);
    study.receive({ kernel_width: 2 });
    // Feature 2 was not among the bars before.
    expect(ghosts(all)).toEqual([true, false]);
    expect(all(".lw-row")[0]?.getAttribute("aria-label")).toContain("; before +0.410");
  });
  test("and after the row was changed, by their columns", async () => {
    const study = makeStudy({ frames: frames([0.5, -0.25, 0.1]) });
    const { all } = await open(bars, study);
    const row = (study.state["row"] as { text: string }[]).map((cell) => ({ ...cell }));
    (row[0] as { text: string }).text = "3.5";
    study.receive({ row, frames: frames([-0.25, -0.25, 0.1], { generation: 2 }) });
    expect(ghosts(all)).toEqual([true, true, true]);
    const changed = all(".lw-row.lw-differs").map(({ dataset }) => dataset["feature"]);
    expect(changed).toEqual(["0"]);
    study.receive({ frames: frames([-0.2, -0.25, 0.1], { generation: 3 }) });
    expect(all(".lw-row")[0]?.getAttribute("aria-label")).toContain("; before +0.500");
  });
  test("a pinned explanation stays, whatever changes, until it is unpinned", async () => {
    const study = makeStudy();
    const { find, all } = await open(bars, study);
    find("[data-action=pin]").click();
    const pinned = study.saved.at(-1)?.["pinned"] as { label: string; weights: [string, number][] };
    expect(pinned.label).toBe("low 0.88 at kernel width 1");
    expect(pinned.weights.map(([name]) => name)).toEqual(["column 0", "column 1"]);
    expect(pinned.weights[0]?.[1]).toBeCloseTo(0.41, 6);
    study.receive({ kernel_width: 0.5 });
    expect(ghosts(all)).toEqual([true, true]);
    expect(all(".lw-row.lw-differs")).toHaveLength(2);
    expect(find(".lw-pinned").textContent).toBe("Outlined: low 0.88 at kernel width 1");
    find("[data-action=pin]").click();
    expect(study.state["pinned"]).toBeNull();
  });
});

describe("the name of a feature", () => {
  test("begins with its column, and the limits of its bin follow", () => {
    expect(nameParts("temp <= 7.84", "temp")).toEqual(["temp", "<= 7.84"]);
    expect(nameParts("7.84 < temp <= 13.4", "temp")).toEqual(["temp", "7.84 … 13.4"]);
    expect(nameParts("weather = GOOD", "weather")).toEqual(["weather", "= GOOD"]);
    expect(nameParts("free", undefined)).toEqual(["free", ""]);
  });
});
