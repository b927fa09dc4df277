import { describe, expect, test } from "vitest";
import { essentials } from "../../src/views/controls/essentials";
import summary from "../../src/views/summary/summary";
import { fire, makeStudy, open, textStudy } from "../doubles";

const flips = (over = {}) => ({
  sentence: "Without “good” the model says “bad” (80 %).",
  n_tried: 12,
  n_calls: 3,
  offered: false,
  removals: [[0, 2]],
  edits: [],
  ...over,
});

describe("the sentence that says why", () => {
  test("is that of the displayed frame, with what flips the class behind it", async () => {
    const study = textStudy({ flips: flips() });
    const { find } = await open(summary, study);
    expect(find(".lw-why").textContent).toBe(
      "Because of width 1. Without “good” the model says “bad” (80 %).",
    );
    study.receive({ kernel_width: 2 });
    expect(find(".lw-reason").textContent).toBe("Because of width 2.");
    expect(find(".lw-flip-calls").textContent).toBe(
      "The search took 3 model evaluations; 12 changes were compared.",
    );
  });
  test("offers to make the change: parts are removed, a value is edited", async () => {
    const text = textStudy({ flips: flips(), removed: [1] });
    let view = await open(summary, text);
    view.find("[data-action=try_flip]").click();
    expect(text.state["removed"]).toEqual([0, 2]);
    const row = makeStudy({ flips: flips({ removals: [], edits: [{ column: "temp", text: "3.5" }] }) });
    view = await open(summary, row);
    view.find("[data-action=try_flip]").click();
    expect(row.sent).toEqual([{ type: "edit", column: "temp", value: "3.5" }]);
  });
  test("offers a search where the model is slow", async () => {
    const study = textStudy({ flips: flips({ sentence: "", n_tried: 0, removals: [], offered: true }) });
    const { find } = await open(summary, study);
    expect(find("[data-action=try_flip]").hidden).toBe(true);
    find("[data-action=find_flips]").click();
    expect(study.sent).toEqual([{ type: "find_flips" }]);
    study.connect(false);
    expect(find("[data-action=find_flips]").hidden).toBe(true);
  });
  test("leaves all reasons to a button, which says whether they are shown", async () => {
    const { find } = await open(summary, makeStudy());
    const more = find("[data-action=more]");
    expect([find(".lw-reasons").hidden, more.getAttribute("aria-expanded")]).toEqual([true, "false"]);
    more.click();
    expect([find(".lw-reasons").hidden, more.getAttribute("aria-expanded")]).toEqual([false, "true"]);
    expect(find(".lw-doubt-line").textContent).toBe("The surrogate says 0.75.");
  });
  test("gives the line of doubt to the status while there is one", async () => {
    const study = makeStudy({ status: "sampling", progress: 0.4 });
    const { find } = await open(summary, study);
    expect(find(".lw-trust-text").classList.contains("lw-speaks")).toBe(true);
    study.receive({ status: "ready" });
    expect(find(".lw-trust-text").classList.contains("lw-speaks")).toBe(false);
  });
});

describe("before and after", () => {
  test("the model's answers are named once the row was changed", async () => {
    const study = makeStudy();
    const { find } = await open(summary, study);
    expect(find(".lw-moved").textContent).toBe("");
    const row = (study.state["row"] as { text: string }[]).map((cell) => ({ ...cell }));
    (row[0] as { text: string }).text = "3.5";
    study.receive({ row, prediction: { values: [0.5, 0.5], low: 0, high: 1 } });
    study.receive({ kernel_width: 2 });
    expect(find(".lw-moved").textContent).toBe("low: 0.88 → 0.50. ");
    study.receive({ output: 1 });
    expect(find(".lw-moved").textContent).toBe("");
  });
});

describe("the essential controls", () => {
  const control = { label: "Bins", help: "Cut.", group: "neighborhood", default: null };
  const controls = [
    { ...control, name: "kernel_width", label: "Kernel width", kind: "width" },
    { ...control, name: "n_features", label: "Features", kind: "range", min: 1, max: 5, step: 1, default: 3 },
    { ...control, name: "random_state", label: "Seed", kind: "seed" },
    { ...control, name: "alpha", label: "Penalty", kind: "number" },
  ];
  const view = essentials(["kernel_width", "n_features", "discretizer"], true);
  const study = (over: object = {}) => Object.assign(makeStudy({ controls, ...over }), {});

  test("are those that the study has, and Redraw where samples are random", async () => {
    const model = study();
    model.state["n_features"] = 3;
    const { all, find } = await open(view, model);
    expect(all("[data-parameter]").map(({ dataset }) => dataset["parameter"])).toEqual([
      "kernel_width",
      "n_features",
    ]);
    expect(find(".lw-essentials").textContent).toContain("localwhole model");
    find("[data-action=redraw]").click();
    expect(model.sent).toEqual([{ type: "redraw" }]);
    model.receive({ controls: controls.filter(({ name }) => name !== "random_state") });
    expect(find("[data-action=redraw]").hidden).toBe(true);
  });
  test("take a number of features, and refuse one out of range", async () => {
    const model = study();
    model.state["n_features"] = 3;
    const { find } = await open(view, model);
    const field = find<HTMLInputElement>("[data-parameter=n_features]");
    expect(field.value).toBe("3");
    field.value = "9";
    fire(field, "input");
    expect([field.getAttribute("aria-invalid"), find(".lw-wrong").textContent]).toEqual([
      "true",
      "Expected a whole number from 1 to 5.",
    ]);
    field.value = "2";
    fire(field, "input");
    expect(model.saved).toEqual([{ n_features: 2 }]);
  });
  test("are disabled without a kernel, but for the width", async () => {
    const model = study();
    model.state["n_features"] = 3;
    const { find } = await open(view, model);
    model.connect(false);
    expect(find("[data-parameter=n_features]").matches(":disabled")).toBe(true);
    expect(find("[data-parameter=kernel_width]").matches(":disabled")).toBe(false);
    model.connect(true);
    expect(find("[data-parameter=n_features]").matches(":disabled")).toBe(false);
  });
});

describe("progress", () => {
  test("counts rows, and says how long the rest takes", async () => {
    const study = makeStudy({ status: "sampling", progress: 0.02, rows: [64, 4096, 40] });
    const { find } = await open(summary, study);
    expect(find(".lw-state").textContent).toBe("64 of 4,096, about 40 s");
    study.receive({ rows: [128, 4096, 400] });
    expect(find(".lw-state").textContent).toBe("128 of 4,096, about 7 min");
    study.receive({ rows: [1, 4096, -1] });
    expect(find(".lw-state").textContent).toBe("1 of 4,096");
    study.receive({ current: false, rows: [2, 4096, 8000] });
    expect(find(".lw-state").textContent).toBe(
      "Asking anew: 2 of 4,096, about 2 h; until then the explanation before is shown",
    );
  });
  test("leaves its place to Undo when there is something to take back", async () => {
    const study = makeStudy({ can_undo: true });
    const { find } = await open(summary, study);
    find("[data-action=undo]").click();
    expect(study.sent).toEqual([{ type: "undo" }]);
    study.receive({ status: "sampling", can_undo: true });
    expect(find("[data-action=undo]").hidden).toBe(true);
    study.receive({ status: "ready", can_undo: false });
    expect(find("[data-action=undo]").hidden).toBe(true);
  });
});
