// The head of an explorer: the model's prediction, how far to trust the explanation, and the study's status.
import { make, mark, show } from "./elements";
import { makeFidelity } from "./fidelity";
import { frameInForce } from "./force";
import { makeOutputs } from "./outputs";
import { makeStatus } from "./status";
import { type Stage, view } from "./view";
import { subjectOf } from "./wording";

export default view("summary", ({ mirror, root, signal, watch }: Stage) => {
  const outputs = makeOutputs(mirror, signal);
  const status = makeStatus(mirror, signal);
  const fidelity = makeFidelity();
  const notes = make("div", { class: "lw-notes" });
  const trust = make("div", { class: "lw-trust" }, ...fidelity.nodes, notes);
  root.append(make("div", { class: "lw-columns" }, outputs.node, trust), status.node);

  const draw = () => {
    const force = frameInForce(mirror, root);
    mark(root, "data-status", mirror.get("status"));
    outputs.draw(force?.frame.localPrediction ?? Number.NaN);
    status.draw();
    notes.replaceChildren(...mirror.get("notes").map((note) => make("p", { class: "lw-note" }, note)));
    for (const node of fidelity.nodes) show(node, force !== null);
    if (force === null) return;

    const { sweep, frame } = force;
    mark(root, "data-score", String(frame.score));
    mark(root, "data-ess", String(frame.ess));
    mark(root, "data-local-prediction", String(frame.localPrediction));
    const model = mirror.get("prediction").values[sweep.output] ?? Number.NaN;
    fidelity.draw(sweep, frame, model, mirror.get("doubts"), subjectOf(mirror));
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
    "doubts",
    "notes",
    "palette",
  ];
  watch([...traits, "status", "progress", "error", "notice", "n_model_calls"], draw);
});
