// The head of an explorer: the model's prediction, how far to trust the explanation, and the study's status.
import { make, mark, show } from "../../ui/elements";
import { frameInForce } from "../../ui/force";
import { type Stage, view } from "../../ui/view";
import { subjectOf } from "../../ui/wording";
import { makeFidelity } from "./fidelity";
import { makeOutputs } from "./outputs";
import { makeStatus } from "./status";

export default view("summary", ({ study, root, signal, watch }: Stage) => {
  const outputs = makeOutputs(study, signal);
  const status = makeStatus(study, signal);
  const fidelity = makeFidelity(study, signal);
  const notes = make("div", { class: "lw-notes" });
  const trust = make("div", { class: "lw-trust" }, ...fidelity.nodes, notes);
  root.append(make("div", { class: "lw-columns" }, outputs.node, trust), status.node);

  const draw = () => {
    const force = frameInForce(study, root);
    mark(root, "data-status", study.get("status"));
    outputs.draw(force?.frame.localPrediction ?? Number.NaN);
    status.draw();
    notes.replaceChildren(...study.get("notes").map((note) => make("p", { class: "lw-note" }, note)));
    for (const node of fidelity.nodes) show(node, force !== null);
    if (force === null) return;

    const { sweep, frame } = force;
    mark(root, "data-score", String(frame.score));
    mark(root, "data-ess", String(frame.ess));
    mark(root, "data-local-prediction", String(frame.localPrediction));
    const model = study.get("prediction").values[sweep.output] ?? Number.NaN;
    fidelity.draw(sweep, frame, model, subjectOf(study));
  };
  const traits = [
    "frames",
    "kernel_width",
    "outputs",
    "output",
    "prediction",
    "text",
    "image",
    "unit",
    "notes",
    "palette",
  ];
  watch([...traits, "status", "progress", "error", "notice", "n_model_calls"], draw);
});
