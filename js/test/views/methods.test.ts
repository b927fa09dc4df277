import { describe, expect, test } from "vitest";
import { encode } from "../../src/model/codec";
import bars from "../../src/views/bars/bars";
import { essentials } from "../../src/views/controls/essentials";
import differs from "../../src/views/methods/differs";
import summary from "../../src/views/summary/summary";
import { framesOf, makeStudy, open } from "../doubles";

const kernel = {
  name: "kernel",
  label: "Kernel",
  help: "",
  group: "neighborhood",
  kind: "choice",
  options: [],
  default: "exponential",
};
const widthControl = {
  name: "kernel_width",
  label: "Kernel width",
  help: "How local",
  group: "explain",
  kind: "width",
  default: 1,
};
const idle = { ...widthControl, idle: "Shapley values have no kernel width." };

/** Three features, of which two are shown: the base 0.1, 0.5, −0.25 and the rest 0.4 are the model's 0.75. */
const shares = (more = {}) =>
  framesOf([{ width: 1, features: [0, 1], coef: [0.5, -0.25] }], {
    method: "shapley",
    rest: 0.4,
    intercept: encode("f4", [1], [0.1]),
    ...more,
  });
const other = (method: string, contributions: [number, number][], marked: number[]) => ({
  method,
  contributions,
  marked,
  sentence: "They agree.",
});

const line = essentials(["kernel_width"], true);

describe("the switch", () => {
  test("sets the kernel, says what it costs, and goes back to the kernel before", async () => {
    const study = makeStudy({ controls: [widthControl, kernel], kernel: "gaussian", other_calls: 4096 });
    const { find } = await open(line, study);
    const method = find("[role=switch]");
    expect([method.getAttribute("aria-checked"), method.textContent]).toEqual(["false", "LIMEShapley"]);
    expect(method.title).toContain("This asks the model about 4,096 more samples.");
    method.click();
    expect(study.state["kernel"]).toBe("shapley");
    expect(method.getAttribute("aria-checked")).toBe("true");
    study.receive({ other_calls: 0 });
    expect(method.title).not.toContain("asks the model");
    method.click();
    expect(study.state["kernel"]).toBe("gaussian");
  });
  test("goes to the usual kernel in a study that begins with Shapley values", async () => {
    const study = makeStudy({ controls: [idle, { ...kernel, default: "shapley" }], kernel: "shapley" });
    const { find } = await open(line, study);
    find("[role=switch]").click();
    expect(study.state["kernel"]).toBe("exponential");
  });
  test("disables the kernel width with a sentence in the place of its value", async () => {
    const study = makeStudy({ controls: [widthControl, kernel], kernel: "exponential" });
    const { find } = await open(line, study);
    const field = find<HTMLFieldSetElement>(".lw-essential-width");
    expect([field.disabled, find(".lw-width-none").hidden]).toEqual([false, true]);
    study.receive({ controls: [idle, kernel], kernel: "shapley" });
    expect([field.disabled, find(".lw-width-none").hidden]).toEqual([true, false]);
    expect(find(".lw-width-none").textContent).toBe("Shapley values have no kernel width.");
    expect(find(".lw-essential-width .lw-value").hidden).toBe(true);
    study.receive({ controls: [widthControl, kernel], kernel: "exponential" });
    expect([field.disabled, find(".lw-essential-width .lw-value").hidden]).toEqual([false, false]);
  });
  test("cannot be used without a kernel", async () => {
    const study = makeStudy({ controls: [widthControl, kernel], kernel: "exponential" });
    const { find } = await open(line, study);
    study.connect(false);
    expect(find<HTMLButtonElement>("[role=switch]").disabled).toBe(true);
  });
});

describe("what differs", () => {
  test("is asked for by a button beside the switch that tells its price", async () => {
    const controls = [widthControl, kernel];
    const study = makeStudy({ controls, kernel: "exponential", differing: false, other_calls: 985 });
    const { find } = await open(line, study);
    const toggle = find("[data-action=differs]");
    expect(find("[role=switch]").nextElementSibling).toBe(toggle);
    expect(toggle.title).toContain("This asks the model about 985 more samples.");
    toggle.click();
    expect(study.state["differing"]).toBe(true);
    study.receive({ differing: true, other_calls: 0 });
    expect(toggle.textContent).toBe("What differs");
    expect(toggle.getAttribute("aria-pressed")).toBe("true");
    expect(toggle.title).not.toContain("985");
  });
  test("is said in a sentence, with the meaning of the outlines", async () => {
    const study = makeStudy({ differing: true, difference: null, other_calls: 985, other_error: null });
    const { find } = await open(differs, study);
    expect(find(".lw-differs-sentence").textContent).toBe("Asking the model…");
    study.receive({ difference: other("shapley", [[0, 0.3]], [0]), other_calls: 0 });
    expect(find(".lw-differs-key").textContent).toBe("outlined: Shapley");
    expect(find(".lw-differs-sentence").textContent).toBe("They agree.");
    study.receive({ difference: null, other_error: "Your model raised “too dark”." });
    expect(find(".lw-differs-sentence").textContent).toBe("Your model raised “too dark”.");
    expect(find(".lw-differs-key").hidden).toBe(true);
    study.receive({ differing: false });
    expect(find(".lw-ways").hidden).toBe(true);
  });
  test("is not offered for weights in log-odds", async () => {
    const controls = [widthControl, kernel];
    const study = makeStudy({ controls, kernel: "exponential", differing: false, surrogate: "logistic" });
    const { find } = await open(line, study);
    const toggle = find<HTMLButtonElement>("[data-action=differs]");
    expect(toggle.disabled).toBe(true);
    expect(toggle.title).toContain("log-odds");
  });
  test("draws the other method behind each bar and marks the largest differences", async () => {
    const study = makeStudy({
      difference: other(
        "shapley",
        [
          [0, 0.2],
          [1, -0.19],
        ],
        [0],
      ),
    });
    const { all } = await open(bars, study);
    const [first, second] = all(".lw-row");
    expect(first?.classList.contains("lw-differs")).toBe(true);
    expect(second?.classList.contains("lw-differs")).toBe(false);
    expect(first?.getAttribute("aria-label")).toContain("its Shapley value is +0.200");
    expect(all(".lw-ghost").map((ghost) => ghost.hidden)).toEqual([false, false]);
    study.receive({ pinned: { label: "before", output: 0, model: 0.5, weights: [["column 0", 0.1]] } });
    expect(first?.getAttribute("aria-label")).toContain("before +0.100");
    study.receive({ pinned: null, difference: null });
    expect(all(".lw-ghost").map((ghost) => ghost.hidden)).toEqual([true, true]);
  });
  test("makes room for a weight of the other method that is longer than all bars", async () => {
    const study = makeStudy({ difference: other("shapley", [[0, 3]], [0]) });
    const { all } = await open(bars, study);
    expect(Number(all(".lw-tick").at(-1)?.textContent)).toBeGreaterThanOrEqual(3);
  });
  test("is not drawn while the frame is that of the same method", async () => {
    const study = makeStudy({ difference: other("lime", [[0, 0.2]], [0]) });
    const { all } = await open(bars, study);
    expect(all(".lw-ghost").map((ghost) => ghost.hidden)).toEqual([true, true]);
  });
});

describe("Shapley values", () => {
  test("fall from the base to the model's answer, the features that are not shown among them", async () => {
    const study = makeStudy({
      chart: "waterfall",
      frames: shares(),
      prediction: { values: [0.75, 0.25], low: 0, high: 1 },
    });
    const { all, find } = await open(bars, study);
    const texts = all(".lw-total").map((node) => [
      node.querySelector(".lw-name")?.textContent,
      node.querySelector(".lw-weight")?.textContent,
    ]);
    expect(texts).toEqual([
      ["base", "0.10"],
      ["1 other feature", "+0.400"],
      ["model", "0.75"],
    ]);
    const place = (node: HTMLElement) => Number.parseFloat(node.style.left);
    const bar = find(".lw-total-others .lw-bar");
    expect(place(bar) + Number.parseFloat(bar.style.width)).toBeCloseTo(
      place(all(".lw-total-mark")[2] as HTMLElement),
      1,
    );
    study.receive({ frames: shares({ rest: 0 }), features: { names: ["a", "b"], columns: [], units: [] } });
    expect(all(".lw-total")).toHaveLength(2);
  });
  test("are named contributions, where words and bins have weights", async () => {
    const study = makeStudy({ features: { names: ["a", "b", "c"], columns: [], units: [0, 0, 0] } });
    const { all, find } = await open(bars, study);
    const heads = () => [find(".lw-head-weight").textContent, all(".lw-row")[0]?.getAttribute("aria-label")];
    expect(heads()[0]).toBe("Weight");
    expect(heads()[1]).toContain(": weight ");
    study.receive({ frames: shares({ exact: true }) });
    expect(heads()[0]).toBe("Contribution");
    expect(heads()[1]).toContain(": contribution +0.500");
    expect(find(".lw-detail").textContent).toContain("Point at a bar for its contribution.");
  });
  test("are said to add up, not to be near the model", async () => {
    const { find } = await open(summary, makeStudy({ frames: shares() }));
    expect(find(".lw-fidelity").textContent).toContain("Shapley values: the base 0.10 and all values add up");
  });
});
