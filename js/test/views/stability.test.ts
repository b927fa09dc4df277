import { describe, expect, test } from "vitest";
import { encode } from "../../src/model/codec";
import { runsOf } from "../../src/model/repeats";
import type { Frames, Repeats, Settlement, Text } from "../../src/model/wire";
import bars from "../../src/views/bars/bars";
import {
  drawnOf,
  gapLines,
  rankLines,
  stripScene,
  stripSpan,
  stripTicks,
} from "../../src/views/stability/scene";
import stability from "../../src/views/stability/stability";
import { makeStudy, open } from "../doubles";

const f4 = (shape: number[], values: number[]) => encode("f4", shape, values);

/** Three runs of three features; the last repeat selects another one. */
function repeatsOf(over: Partial<Repeats> = {}): Repeats {
  const nan = Number.NaN;
  return {
    kernel_width: 1,
    output: 0,
    exact: false,
    headline: "1 of 2 repeats agree on the top 2.",
    numbers: [{ name: "VSI", value: "67", means: "Two runs select the same features; 100 is always." }],
    features: [0, 1, 2],
    coef: f4([3, 3], [0.4, -0.2, nan, 0.5, -0.1, nan, 0.3, nan, 0.2]),
    rank: encode("i4", [3, 3], [1, 2, 0, 1, 2, 0, 1, 0, 2]),
    mean: f4([3], [0.4, -0.15, 0.2]),
    interval: f4([3], [0.1, 0.05, nan]),
    spread: f4([3], [0.1, 0.07, nan]),
    flips: f4([3], [0, 0.5, nan]),
    ...over,
  };
}

const repeating = (over = {}) => ({
  n: 0,
  asked: 0,
  growing: false,
  samples: 0,
  wanted: 512,
  share: null,
  error: "",
  outdated: false,
  stopped: 0,
  more: 10,
  rows: 40960,
  seconds: 8,
  ...over,
});

const settlementOf = (over: Partial<Settlement> = {}): Settlement => ({
  why: "growing",
  k: 2,
  sentence: "1,024 samples so far.",
  threshold: 2.5,
  samples: [512, 1024],
  features: encode("i4", [2, 2], [0, 1, 1, 0]),
  rivals: encode("i4", [2, 2], [2, 2, 2, 2]),
  z: f4([2, 2], [3, 1, 2, Number.POSITIVE_INFINITY]),
  ...over,
});

const settling = (over = {}) => ({
  active: false,
  error: "",
  most: 2,
  calls: 16384,
  stopped: 0,
  left: 0,
  ...over,
});

function runs() {
  const found = runsOf(repeatsOf());
  if (found === null) throw new Error("no runs");
  return found;
}

describe("the scenes", () => {
  test("a strip has a dot for each repeat that selects the feature, and the band about the mean of the runs", () => {
    const drawn = drawnOf(runs(), 1, 1);
    const scene = stripScene(runs(), 1, drawn, "weather", { low: -1, high: 1 }, 0.4);
    expect(scene.dots.map(({ at, toward }) => [Math.round(at), toward])).toEqual([[45, false]]);
    expect(scene.run).toBeCloseTo(40);
    expect(scene.band?.map(Math.round)).toEqual([40, 45]);
    expect([scene.number, scene.times]).toEqual(["−0.150 ± 0.070", "2 of 3"]);
    expect(scene.sentence).toContain("its sign differs in 50 % of pairs");
  });
  test("a feature that the explanation does not select has no mark of this run, and one run has no spread", () => {
    const scene = stripScene(runs(), 2, drawnOf(runs(), 2, 1), "hum", { low: -1, high: 1 }, 0.4);
    expect([scene.run, scene.band, scene.number]).toEqual([null, null, "+0.200"]);
  });
  test("contributions are the weights times the instance's value, and intervals keep their sign", () => {
    const drawn = drawnOf(runs(), 0, -2);
    expect(drawn.values.map((each) => Number(each.toFixed(2)))).toEqual([-0.8, -1, -0.6]);
    expect([drawn.mean, drawn.half, drawn.spread].map((each) => Number(each.toFixed(2)))).toEqual([
      -0.8, 0.2, 0.2,
    ]);
  });
  test("the scale holds every dot and band, and zero; its ends are named where zero is not close", () => {
    const span = stripSpan([0, 1, 2].map((at) => drawnOf(runs(), at, 1)));
    expect(span.low).toBeLessThanOrEqual(-0.2);
    expect(span.high).toBeGreaterThanOrEqual(0.5);
    expect(stripTicks({ low: -0.01, high: 1 })).toEqual([0, 1]);
  });
  test("a line of ranks goes to the last row where a run does not select the feature", () => {
    const { lines, rows } = rankLines(runs(), 12);
    expect(rows).toBe(2);
    expect(lines.map((line) => [line.feature, line.rows, line.selected])).toEqual([
      [0, [0, 0, 0], [true, true, true]],
      [1, [1, 1, 2], [true, true, false]],
      [2, [2, 2, 1], [false, false, true]],
    ]);
    expect(rankLines(runs(), 12).deeper).toBe(false);
    expect(rankLines(runs(), 1).deeper).toBe(true);
    expect(rankLines(runs(), 1).lines.map(({ feature }) => feature)).toEqual([0]);
  });
  test("a threshold above the usual numbers is within the picture", () => {
    expect(gapLines(settlementOf({ threshold: 8 }), [0], [1], [3]).top).toBe(12);
  });
  test("the gaps follow a feature through the looks, the least clear one first, and are cut off far above", () => {
    const { lines, top } = gapLines(
      settlementOf(),
      [0, 1, 1, 0],
      [2, 2, 2, 2],
      [3, 1, 2, Number.POSITIVE_INFINITY],
    );
    expect(lines.map(({ feature, z, last }) => [feature, z, last])).toEqual([
      [1, [1, 2], 2],
      [0, [3, top], Number.POSITIVE_INFINITY],
    ]);
  });
});

describe("the view", () => {
  test("offers repeats with what they cost, and asks for them", async () => {
    const study = makeStudy({ repeating: repeating(), settling: settling() });
    const { find } = await open(stability, study);
    const button = find("[data-action=repeat]");
    expect(button.textContent).toBe("Repeat 10 times: 40,960 model calls, about 8 s");
    expect(find(".lw-stability-pictures").hidden).toBe(true);
    button.click();
    expect(study.sent).toEqual([{ type: "repeat", n: 10 }]);
    study.receive({ repeating: repeating({ n: 10, more: 20, seconds: -1 }) });
    expect(button.textContent).toBe("10 more repeats: 40,960 model calls");
    study.receive({ repeating: repeating({ n: 200, more: 200, rows: 0 }) });
    expect(button.hidden).toBe(true);
    study.receive({ repeating: repeating({ n: 10, more: 20 }) });
    study.receive({ status: "sampling" });
    expect((button as HTMLButtonElement).disabled).toBe(true);
    study.connect(false);
    expect(button.hidden).toBe(true);
  });
  test("keeps repeats with fewer samples, says so, and grows them for what a button tells", async () => {
    const short = { n: 2, asked: 2, more: 2, samples: 512, wanted: 1024, rows: 1024 };
    const study = makeStudy({
      repeats: repeatsOf(),
      repeating: repeating({ ...short, samples: 1024, rows: 10 }),
      settling: settling(),
    });
    const { find } = await open(stability, study);
    const said = () => [find(".lw-stability-fewer").hidden, find(".lw-stability-fewer").textContent];
    const isFaint = () => find(".lw-stability").classList.contains("lw-fewer");
    expect([said(), isFaint()]).toEqual([[true, ""], false]);
    study.receive({ repeating: repeating(short) });
    expect(said()).toEqual([false, "These repeats have 512 samples; the explanation has 1,024."]);
    expect([isFaint(), find(".lw-stability-pictures").hidden]).toEqual([true, false]);
    const button = find("[data-action=repeat]");
    expect(button.textContent).toBe("Grow them: 1,024 model calls, about 8 s");
    button.click();
    expect(study.sent).toEqual([{ type: "repeat", n: 2 }]);
    study.receive({ repeating: repeating({ ...short, n: 1, growing: true, share: 0.5 }) });
    expect([find(".lw-state").textContent, button.hidden]).toEqual(["Growing repeats: 1 of 2", true]);
  });
  test("says how many repeats there should have been, and offers all of them", async () => {
    const cut = { n: 2, asked: 2, stopped: 10, more: 10, samples: 512, wanted: 1024, rows: 9216 };
    const study = makeStudy({ repeats: repeatsOf(), repeating: repeating(cut), settling: settling() });
    const { find } = await open(stability, study);
    expect(find(".lw-stability-fewer").textContent).toBe(
      "Stopped at 2 of 10 repeats. These repeats have 512 samples; the explanation has 1,024.",
    );
    const button = find("[data-action=repeat]");
    expect(button.textContent).toBe("Grow them, and 8 more: 9,216 model calls, about 8 s");
    button.click();
    expect(study.sent).toEqual([{ type: "repeat", n: 10 }]);
    study.receive({ repeating: repeating({ ...cut, n: 0, samples: 0, share: 0.1 }) });
    expect(find(".lw-stability-fewer").hidden).toBe(true);
  });
  test("says before it is asked that every repeat would be equal", async () => {
    const study = makeStudy({ repeating: repeating({ rows: 0 }), settling: settling() });
    const { find } = await open(stability, study);
    expect(find(".lw-stability-said").textContent).toContain("Every repeat would be equal");
    expect(find("[data-action=repeat]").hidden).toBe(true);
    study.receive({ repeating: repeating() });
    expect(find(".lw-stability-said").textContent).toContain("Another seed draws other samples");
    expect(find("[data-action=repeat]").hidden).toBe(false);
  });
  test("has a button of its own that goes on with what was cancelled or has failed", async () => {
    const study = makeStudy({
      repeating: repeating(),
      settling: settling({ stopped: 2, left: 3000 }),
      status: "cancelled",
      rows: [512, 1024, -1],
    });
    const { find } = await open(stability, study);
    const [resume, goOn] = [
      find("[data-action=continue_explanation]"),
      find("[data-action=continue_settling]"),
    ];
    expect([resume.textContent, find("[data-action=repeat]").hidden]).toEqual([
      "Continue: 512 model calls",
      true,
    ]);
    expect([goOn.textContent, find("[data-action=settle]").hidden]).toEqual([
      "Continue until the top 2 are settled: at most 3,000 model calls",
      true,
    ]);
    resume.click();
    goOn.click();
    expect(study.sent).toEqual([{ type: "resume" }, { type: "continue_settling" }]);
    study.receive({ status: "failed", rows: [0, 0, -1] });
    expect([resume.textContent, resume.hidden]).toEqual(["Ask again", false]);
    study.receive({ status: "ready", rows: [1024, 1024, -1], settling: settling({ stopped: 1, left: 1 }) });
    expect([resume.hidden, find("[data-action=repeat]").hidden]).toEqual([true, false]);
    expect([goOn.hidden, find("[data-action=settle]").hidden]).toEqual([false, false]);
    study.receive({ settling: settling() });
    expect(goOn.hidden).toBe(true);
  });
  test("shows progress with Cancel, and what went wrong", async () => {
    const study = makeStudy({ repeating: repeating({ n: 2, asked: 10, share: 0.25 }), settling: settling() });
    const { find } = await open(stability, study);
    expect(find(".lw-progress").getAttribute("aria-valuenow")).toBe("25");
    expect(find(".lw-state").textContent).toBe("Making repeats: 2 of 10");
    find("[data-action=cancel_repeats]").click();
    expect(study.sent).toEqual([{ type: "cancel_repeats" }]);
    study.receive({ repeating: repeating({ error: "Your model raised." }) });
    expect(find(".lw-stability-wrong").textContent).toBe("Your model raised.");
    study.receive({ repeating: repeating({ outdated: true }) });
    expect(find(".lw-stability-wrong").textContent).toContain("the repeats were dropped");
  });
  test("draws a strip for each feature, the ranks and the numbers, and highlights a feature in both", async () => {
    const study = makeStudy({ repeats: repeatsOf(), repeating: repeating({ n: 2 }), settling: settling() });
    const { find, el } = await open(stability, study);
    expect(find(".lw-stability-said").textContent).toBe("1 of 2 repeats agree on the top 2.");
    expect(el.querySelectorAll(".lw-repeats > .lw-repeat").length).toBe(3);
    expect(find('.lw-repeat[data-feature="0"]').querySelectorAll("circle").length).toBe(2);
    expect(find('.lw-repeat[data-feature="0"]').querySelectorAll(".lw-repeat-run").length).toBe(1);
    expect(find(".lw-rank-picture").querySelectorAll("circle").length).toBe(3 + 2 + 1);
    expect(find(".lw-agreement").textContent).toContain("VSI67");
    study.set("highlight", 1);
    expect(find('.lw-repeat[data-feature="1"]').classList.contains("lw-highlight")).toBe(true);
    expect(find('.lw-rank-dot[data-feature="1"]').classList.contains("lw-highlight")).toBe(true);
    expect(find(".lw-rank-chart").classList.contains("lw-pointed")).toBe(true);
  });
  test("is gray while the width is another one", async () => {
    const study = makeStudy({ repeats: repeatsOf(), repeating: repeating({ n: 2 }), settling: settling() });
    const { find } = await open(stability, study);
    expect(find(".lw-stability").classList.contains("lw-former")).toBe(false);
    study.set("kernel_width", 2);
    expect(find(".lw-stability").classList.contains("lw-former")).toBe(true);
  });
  test("says of equal repeats what the kernel says, and asks for no more", async () => {
    const exact = repeatsOf({
      exact: true,
      headline: "Every repeat would be equal.",
      coef: f4([1, 3], [1, 2, 3]),
    });
    const study = makeStudy({ repeats: exact, repeating: repeating({ rows: 0 }), settling: settling() });
    const { find } = await open(stability, study);
    expect(find(".lw-stability-said").textContent).toBe("Every repeat would be equal.");
    expect([find("[data-action=repeat]").hidden, find(".lw-stability-pictures").hidden]).toEqual([
      true,
      true,
    ]);
  });
  test("offers to settle only what can be tested, and says why not", async () => {
    const shapley = { ...(makeStudy().get("frames") as Frames), method: "shapley" };
    const study = makeStudy({ repeating: repeating(), settling: settling(), frames: shapley });
    const { find } = await open(stability, study);
    expect(find("[data-action=settle]").hidden).toBe(true);
    expect(find(".lw-settling-said").textContent).toMatch(/linear and logistic surrogates/);
    study.receive({ settling: settling({ error: "It cannot be tested with a tree." }) });
    expect(find(".lw-settling .lw-stability-wrong").textContent).toBe("It cannot be tested with a tree.");
    expect(find(".lw-settling .lw-stability-wrong").hidden).toBe(false);
    study.receive({ frames: { ...shapley, method: "lime" }, status: "cancelled", settling: settling() });
    expect(find("[data-action=settle]").hidden).toBe(false);
    expect(find(".lw-settling-said").textContent).toMatch(/not answered for all samples/);
  });
  test("settles the top k, which are at most the features that can be settled", async () => {
    const study = makeStudy({ repeating: repeating(), settling: settling() });
    const { find } = await open(stability, study);
    const field = find(".lw-settling-k input") as HTMLInputElement;
    expect(field.value).toBe("2");
    field.value = "1";
    field.dispatchEvent(new Event("input"));
    field.value = "";
    field.dispatchEvent(new Event("input"));
    expect(field.value).toBe("");
    field.dispatchEvent(new Event("change"));
    expect(field.value).toBe("1");
    expect(find("[data-action=settle]").textContent).toBe(
      "Sample until the top feature is settled: at most 16,384 model calls",
    );
    study.receive({ settling: settling({ calls: 0 }) });
    expect(find("[data-action=settle]").textContent).toBe(
      "Test whether the top feature is settled: no model call",
    );
    find("[data-action=settle]").click();
    expect(study.sent).toEqual([{ type: "settle", k: 1 }]);
    study.receive({ settling: settling({ active: true }), settlement: settlementOf() });
    expect(find(".lw-settling-said").textContent).toBe("1,024 samples so far.");
    find("[data-action=stop_settling]").click();
    expect(study.sent.at(-1)).toEqual({ type: "stop_settling" });
    expect([...find(".lw-gap-list").children].map((node) => node.textContent)).toEqual([
      "weather = GOOD: z 2 to hum <= 52",
      "temp > 20.4: z ∞ to hum <= 52",
    ]);
    expect([...find(".lw-gap-levels").children].map((node) => node.textContent)).toEqual([
      "z = 2.5",
      "0",
      "≥ 8",
    ]);
    expect(find(".lw-gap-picture").querySelectorAll(".lw-rank-line").length).toBe(2);
    expect(find(".lw-gap-list").children[0]?.classList.contains("lw-gap-open")).toBe(true);
    study.receive({ settling: settling({ error: "A lasso path has no gap." }) });
    expect(find(".lw-settling .lw-stability-wrong").textContent).toBe("A lasso path has no gap.");
    expect(find(".lw-settling-said").textContent).toBe("1,024 samples so far.");
    study.receive({ settlement: null });
    expect(find(".lw-settling-said").textContent).toBe("");
  });
});

test("what has its answer is not offered again", async () => {
  const over = (why: Settlement["why"]) => settlementOf({ why, sentence: `${why}.` });
  const study = makeStudy({
    repeating: repeating(),
    settling: settling({ calls: 100 }),
    settlement: over("budget"),
  });
  const { find } = await open(stability, study);
  const start = find("[data-action=settle]");
  const spent = find(".lw-settling-spent");
  expect([start.hidden, spent.hidden]).toEqual([false, true]); // a smaller budget than the button's
  study.receive({ settling: settling({ calls: 0 }) });
  expect([start.hidden, spent.hidden]).toEqual([true, false]);
  expect(spent.textContent).toContain("study.settle(2, budget=…)");
  for (const why of ["settled", "ties"] as const) {
    study.receive({ settlement: over(why), settling: settling({ calls: 100 }) });
    expect([start.hidden, spent.hidden]).toEqual([true, true]);
  }
  const field = find(".lw-settling-k input") as HTMLInputElement;
  field.value = "1";
  field.dispatchEvent(new Event("input"));
  expect(start.hidden).toBe(false); // another question
});

test("a gap between words quotes them", async () => {
  const features = { names: ["rain", "to", "and"], columns: [], units: [] };
  const study = makeStudy({
    repeating: repeating(),
    settling: settling(),
    settlement: settlementOf(),
    features,
    text: {} as Text,
  });
  const { find } = await open(stability, study);
  expect([...find(".lw-gap-list").children].map((node) => node.textContent)).toEqual([
    "“to”: z 2 to “and”",
    "“rain”: z ∞ to “and”",
  ]);
});

test("a gap has one line through its points, dashed past those where the feature is not among the top", async () => {
  const settlement = settlementOf({
    samples: [512, 1024, 2048, 4096],
    features: encode("i4", [4, 1], [0, 1, 0, 0]),
    rivals: encode("i4", [4, 1], [2, 2, 2, 2]),
    z: f4([4, 1], [1, 1, 2, 3]),
  });
  const study = makeStudy({ repeating: repeating(), settling: settling(), settlement });
  const { find } = await open(stability, study);
  const lines = [...find(".lw-gap-picture").querySelectorAll(".lw-rank-line")];
  expect(lines.map((line) => line.classList.contains("lw-rank-gone"))).toEqual([true, false]);
  expect(lines[0]?.getAttribute("x2")).toBe(lines[1]?.getAttribute("x1"));
});

describe("the bars", () => {
  const dots = (el: Element, feature: number) =>
    [...el.querySelectorAll(`.lw-row[data-feature="${feature}"] .lw-repeated circle`)].map((node) =>
      node.getAttribute("cx"),
    );
  test("have a dot for each repeat at their width, on the scale of the bar", async () => {
    const study = makeStudy({ repeats: repeatsOf() });
    const { el } = await open(bars, study);
    // The scale reaches from −0.6 to 0.6; the repeats' weights are 0.5 and 0.3.
    expect(dots(el, 0)).toEqual(["91.67%", "75.00%"]);
    expect(dots(el, 1)).toEqual(["41.67%"]);
    const isFaint = () => el.querySelector(".lw-repeated")?.classList.contains("lw-repeated-fewer");
    expect(isFaint()).toBe(false);
    study.receive({ repeating: repeating({ samples: 512, wanted: 1024 }) });
    expect([isFaint(), dots(el, 0).length]).toEqual([true, 2]);
    study.set("kernel_width", 2);
    expect(dots(el, 0)).toEqual([]);
    study.set("kernel_width", 1);
    study.receive({ current: false });
    expect(dots(el, 0)).toEqual([]);
  });
  test("have contributions where the bars have them", async () => {
    const at = encode("f8", [3], [0.5, 1, 0]);
    const study = makeStudy({ repeats: repeatsOf() });
    const frames = study.state["frames"] as Record<string, unknown>;
    study.receive({ frames: { ...frames, at } });
    const { el } = await open(bars, study);
    const [first, second] = dots(el, 0).map((each) => Number.parseFloat(each ?? ""));
    const edge = Number([...el.querySelectorAll(".lw-tick")].at(-1)?.textContent);
    // 0.5·0.5 and 0.3·0.5 lie as far apart as 0.1 on the axis.
    expect((first ?? 0) - (second ?? 0)).toBeCloseTo((100 * 0.1) / (2 * edge), 1);
  });
});
