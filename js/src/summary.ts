// The head of an explorer: what the model predicts, how far the explanation can be believed, how the Study stands.
import { make, mark, show } from "./elements";
import { makeFidelity } from "./fidelity";
import { frameAt, sweepOf } from "./frames";
import { makeOutputs } from "./outputs";
import { makeStatus } from "./status";
import { type Stage, view } from "./view";

export default view("summary", ({ mirror, root, signal, watch }: Stage) => {
  const outputs = makeOutputs(mirror, signal);
  const status = makeStatus(mirror, signal);
  const fidelity = makeFidelity();
  const notes = make("div", { class: "lw-notes" });
  const trust = make("div", { class: "lw-trust" }, ...fidelity.nodes, notes);
  root.append(make("div", { class: "lw-columns" }, outputs.node, trust), status.node);

  const draw = () => {
    const sweep = sweepOf(mirror.get("frames"));
    const frame = sweep === null ? null : frameAt(sweep, mirror.get("kernel_width"));
    const surrogate = frame?.localPrediction ?? Number.NaN;
    root.classList.toggle("lw-failed", mirror.get("status") === "failed");
    mark(root, "data-status", mirror.get("status"));
    mark(root, "data-palette", mirror.get("palette"));
    mark(root, "aria-busy", String(mirror.get("status") === "sampling"));
    outputs.draw(surrogate);
    status.draw();
    notes.replaceChildren(...mirror.get("notes").map((note) => make("p", { class: "lw-note" }, note)));
    for (const node of fidelity.nodes) show(node, frame !== null);
    if (sweep === null || frame === null) return;

    mark(root, "data-generation", String(sweep.generation));
    mark(root, "data-kernel-width", String(frame.width));
    mark(root, "data-stale", String(frame.stale));
    mark(root, "data-score", String(frame.score));
    mark(root, "data-ess", String(frame.ess));
    mark(root, "data-local-prediction", String(frame.localPrediction));
    const model = mirror.get("prediction").values[sweep.output] ?? Number.NaN;
    fidelity.draw(sweep, frame, model, mirror.get("doubts"));
  };
  const traits = ["frames", "kernel_width", "outputs", "output", "prediction", "doubts", "notes", "palette"];
  watch([...traits, "status", "progress", "error", "notice", "n_model_calls"], draw);
});
