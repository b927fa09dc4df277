import { describe, expect, test } from "vitest";
import { encode } from "../../src/model/codec";
import summary from "../../src/views/summary/summary";
import { fire, framesOf, imageStudy, makeStudy, open, textStudy } from "../doubles";

describe("the summary", () => {
  test("shows the fidelity of the displayed frame, and follows the width without the kernel", async () => {
    const study = makeStudy();
    const { find } = await open(summary, study);
    expect(find(".lw-fidelity").textContent).toBe(
      "R² 0.63, left out 0.57 · the 4,096 samples count like 1,024 (effective sample size) · model 0.88, surrogate 0.75 for this row",
    );
    study.receive({ kernel_width: 0.5 });
    expect(find(".lw-summary").dataset).toMatchObject({
      kernelWidth: "0.5",
      score: "0.5",
      ess: "512",
      localPrediction: "0.75",
    });
  });
  test("shows the warnings of the displayed frame only", async () => {
    const study = makeStudy();
    const { all } = await open(summary, study);
    const badge = () => all(".lw-badge").map((each) => each.textContent);
    expect(all(".lw-doubt").map((doubt) => doubt.textContent)).toEqual(["The surrogate says 0.75."]);
    expect(badge()).toEqual(["Poor"]);
    study.receive({ kernel_width: 2 });
    expect(all(".lw-doubt")).toEqual([]);
    expect(badge()).toEqual(["Good"]);
  });
  test("says at the grade what it counts beside R²", async () => {
    const study = makeStudy();
    const { find } = await open(summary, study);
    const title = () => find(".lw-grade").title.split("\n").slice(1);
    expect(title()).toEqual(["It also counts other reasons; here: The surrogate says 0.75."]);
    study.receive({ kernel_width: 2 });
    expect(title()).toEqual([]);
    const frames = framesOf([{ width: 1, features: [0], coef: [1] }], { generation: 2 });
    study.receive({ frames: { ...frames, fidelity: encode("f4", [1], [0.74]) }, kernel_width: 1 });
    expect(find(".lw-fit").textContent).toBe("R² 0.45");
    expect(title()).toEqual([
      "The grade counts how well all bins of every column follow the model: R² 0.74.",
    ]);
  });
  test("does what a reason advises, where the study can", async () => {
    const control = { name: "alpha", label: "Penalty", help: "", group: "surrogate", kind: "number" };
    const study = makeStudy({ controls: [{ ...control, default: 1 }], alpha: 1 });
    const { find, all } = await open(summary, study);
    expect(find("button.lw-advice").textContent).toBe("Penalty 0.1");
    find("button.lw-advice").click();
    expect(study.saved).toEqual([{ alpha: 0.1 }]);
    study.connect(false);
    study.receive({ kernel_width: 2 });
    study.receive({ kernel_width: 1 });
    expect(all("button.lw-advice")).toEqual([]);
    study.connect(true);
    // A value beyond the control's range is no advice: there are no more samples than the user supplied.
    study.receive({ controls: [{ ...control, default: 1, max: 0.05 }], kernel_width: 2 });
    study.receive({ kernel_width: 1 });
    expect(all("button.lw-advice")).toEqual([]);
  });
  test("names the predicted class in quotes, with its probability in percent", async () => {
    const { find } = await open(
      summary,
      makeStudy({
        outputs: { names: ["0", "1"], kind: "probability" },
        prediction: { values: [1, 0], low: 0, high: 1 },
      }),
    );
    expect(find(".lw-answer").textContent).toBe('Model: class "0", 100 %');
  });
  test("counts one model evaluation in the singular", async () => {
    const { find } = await open(summary, makeStudy({ n_model_calls: 1 }));
    expect(find(".lw-calls").textContent).toBe("1 model evaluation");
  });
  test("selects the explained output by click and by arrow key", async () => {
    const study = makeStudy();
    const { find, all } = await open(summary, study);
    expect(all("[role=radio]").map((radio) => radio.getAttribute("aria-checked"))).toEqual(["true", "false"]);
    find("[data-output='1']").click();
    expect(study.saved).toEqual([{ output: 1 }]);
    fire(find("[data-output='1']"), "keydown", { key: "ArrowUp" });
    expect(study.state["output"]).toBe(0);
  });
  test("sorts many classes from the most likely down", async () => {
    const values = Array.from({ length: 12 }, (_, i) => i / 66);
    const outputs = { names: values.map((_, i) => `class ${i}`), kind: "probability" };
    const { find } = await open(summary, makeStudy({ outputs, prediction: { values, low: 0, high: 1 } }));
    expect(find("[role=radio]").dataset["output"]).toBe("11");
  });
  test("shows a value on its range", async () => {
    const over = {
      outputs: { names: ["value"], kind: "value" },
      prediction: { values: [6846.3], low: 1000, high: 8000 },
    };
    const { find } = await open(summary, makeStudy(over));
    expect(find(".lw-answer").textContent).toBe("Model: 6,846");
    expect(find(".lw-range").textContent).toBe("1,0008,000");
  });
  test("shows progress with Cancel, and Continue afterwards", async () => {
    const study = makeStudy({ status: "sampling", progress: 0.37 });
    const { find } = await open(summary, study);
    expect(find(".lw-progress").getAttribute("aria-valuenow")).toBe("37");
    expect(find("[data-action=resume]").hidden).toBe(true);
    find("[data-action=cancel]").click();
    study.receive({ status: "cancelled" });
    expect(find(".lw-progress").hidden).toBe(true);
    find("[data-action=resume]").click();
    expect(study.sent).toEqual([{ type: "cancel" }, { type: "resume" }]);
  });
  test("says what failed and what is still displayed", async () => {
    const study = makeStudy({ status: "failed", error: "The model raised KeyError" });
    const { find } = await open(summary, study);
    expect(find(".lw-error").textContent).toBe(
      "The model raised KeyError. The last good explanation is shown.",
    );
    expect(find("[role=status].lw-unseen").textContent).toContain("KeyError");
    study.receive({ status: "ready", error: null });
    expect(find(".lw-error").hidden).toBe(true);
  });
  test("shows the notice of a refused setting", async () => {
    const { find } = await open(summary, makeStudy({ notice: "The width was -1." }));
    expect(find(".lw-notice").textContent).toBe("The width was -1.");
  });
  test("works before the first answer", async () => {
    const { find } = await open(
      summary,
      makeStudy({ frames: null, prediction: { values: [], low: 0, high: 0 }, status: "sampling" }),
    );
    expect(find(".lw-answer").textContent).toBe("The model has not answered yet.");
  });
  test("compares with the output that the frame explains", async () => {
    const frames = framesOf([{ width: 1, features: [0], coef: [1] }], { output: 1 });
    const { find } = await open(summary, makeStudy({ frames }));
    expect(find(".lw-fidelity").textContent).toContain("model 0.12, surrogate 0.75");
  });
  test("of an exact study counts variants instead of samples", async () => {
    const exact = { exact: true, n_rows: 8, output: 1 };
    const frames = framesOf([{ width: 1, features: [0], coef: [1] }], exact);
    const { find } = await open(summary, textStudy({ frames }));
    expect(find(".lw-fidelity").textContent).toBe(
      "Exact: the model was asked about all 8 variants · R² 0.50 · model 0.98, surrogate 0.75 for this text",
    );
    expect(find(".lw-calls").textContent).toBe("4,096 model evaluations");
  });
});

describe("a thousand labels", () => {
  const values = Array.from({ length: 1000 }, (_, i) => i / 499500);
  const many = (over = {}) =>
    makeStudy({
      outputs: { names: values.map((_, i) => `label ${i}`), kind: "probability" },
      prediction: { values, low: 0, high: 1 },
      output: 3,
      ...over,
    });
  test("are the three most likely and the explained one", async () => {
    const study = many();
    const { all, find } = await open(summary, study);
    const listed = () => all("[role=radio]").map((radio) => Number(radio.dataset["output"]));
    expect(listed()).toEqual([999, 998, 997, 3]);
    expect(find(".lw-rest").textContent).toBe("996 more ▾");
    study.receive({ output: 998 });
    expect(listed()).toEqual([999, 998, 997]);
    expect(find('[data-output="998"]').getAttribute("aria-checked")).toBe("true");
  });
  test("are searched by a part of their names, the likeliest first", async () => {
    const study = many();
    const { all, find } = await open(summary, study);
    const list = find<HTMLDetailsElement>(".lw-all");
    const found = () => all(".lw-result").map(({ dataset }) => Number(dataset["choice"]));
    list.open = true;
    fire(list, "toggle");
    expect(found()).toEqual(Array.from({ length: 60 }, (_, i) => 999 - i));
    expect(find(".lw-found").textContent).toContain("… and 940 more");
    find<HTMLInputElement>(".lw-search").value = " LABEL 42 ";
    fire(find(".lw-search"), "input");
    expect(found()).toEqual([429, 428, 427, 426, 425, 424, 423, 422, 421, 420, 42]);
    find('[data-choice="425"]').click();
    expect([study.saved, list.open]).toEqual([[{ output: 425 }], false]);
  });
  test("are ranked again when the model answers for another instance", async () => {
    const study = many();
    const { find } = await open(summary, study);
    study.receive({ prediction: { values: [...values].reverse(), low: 0, high: 1 } });
    expect(find("[role=radio]").dataset["output"]).toBe("0");
  });
});

describe("the summary of an image", () => {
  test("names variants, the image and model evaluations", async () => {
    const study = imageStudy({
      frames: framesOf([{ width: 1, features: [0], coef: [1] }], { exact: true, n_rows: 8 }),
    });
    const { find } = await open(summary, study);
    expect(find(".lw-fidelity").textContent).toContain("about all 8 variants");
    expect(find(".lw-fidelity").textContent).toContain("for this image");
    expect(find(".lw-calls").textContent).toBe("4,096 model evaluations");
  });
});

describe("the summary without a kernel", () => {
  test("says so, and disables requests", async () => {
    const study = makeStudy({ status: "failed", error: "Out of memory." });
    const { find, all } = await open(summary, study);
    expect(find(".lw-alone").hidden).toBe(true);
    study.connect(false);
    expect(find(".lw-alone").hidden).toBe(false);
    expect(find(".lw-alone").textContent).toContain("Not connected to a kernel");
    expect(find("[role=status].lw-unseen").textContent).toContain("Not connected to a kernel");
    expect(find("[data-action=resume]").hidden).toBe(true);
    expect(all("[role=radio]").every((radio) => radio.matches(":disabled"))).toBe(true);
    find("[data-output='1']").click();
    fire(find(".lw-choice[data-output='0']"), "keydown", { key: "ArrowDown" });
    expect([study.saved, study.sent]).toEqual([[], []]);
    expect(find(".lw-choice[data-output='0']").getAttribute("aria-checked")).toBe("true");
    study.connect(true);
    expect(find(".lw-alone").hidden).toBe(true);
    find("[data-output='1']").click();
    expect(study.saved).toEqual([{ output: 1 }]);
  });
  test("shows an unfinished run as stopped", async () => {
    const study = makeStudy({ status: "sampling", progress: 0.37 });
    study.comm_live = false;
    const { find } = await open(summary, study);
    expect([find(".lw-progress").hidden, find("[data-action=cancel]").hidden]).toEqual([true, true]);
    expect(find(".lw-state").textContent).toBe("Stopped at 37 %.");
    expect(find(".lw-summary").getAttribute("aria-busy")).toBe("false");
  });
  test("says once that a run was stopped, and what a change will do", async () => {
    const { find } = await open(summary, makeStudy({ status: "cancelled", progress: 0.11 }));
    const sentence = "Stopped at 11 %. Changing the instance asks the model again.";
    const [seen, spoken] = [find(".lw-state"), find(".lw-trust [aria-live]")];
    expect([seen.textContent, seen.getAttribute("aria-hidden")]).toEqual([sentence, "true"]);
    expect(spoken.textContent).toBe(sentence);
  });
});
