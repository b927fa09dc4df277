// The head of an explorer: what the model predicts, how far the explanation can be believed, how the Study stands.
import { make, mark, show, write } from "./elements";
import { count, number } from "./format";
import { doubtsOf, type Frame, frameAt, type Sweep, sweepOf } from "./frames";
import { makeOutputs } from "./outputs";
import { makeStatus } from "./status";
import { type Stage, view } from "./view";

export default view("summary", ({ mirror, root, signal, watch }: Stage) => {
  const outputs = makeOutputs(mirror, signal);
  const status = makeStatus(mirror, signal);
  const fidelity = make("p", { class: "lw-fidelity" });
  const doubts = makeDoubts();
  const notes = make("div", { class: "lw-notes" });
  const trust = make("div", { class: "lw-trust" }, fidelity, doubts.node, notes);
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
    show(fidelity, frame !== null);
    show(doubts.node, frame !== null);
    if (sweep === null || frame === null) return;

    mark(root, "data-generation", String(sweep.generation));
    mark(root, "data-kernel-width", String(frame.width));
    mark(root, "data-stale", String(frame.stale));
    mark(root, "data-score", String(frame.score));
    mark(root, "data-ess", String(frame.ess));
    mark(root, "data-local-prediction", String(frame.localPrediction));
    write(fidelity, fidelityLine(sweep, frame, mirror.get("prediction").values[sweep.output]));
    doubts.draw(sweep, frame, mirror.get("doubts"));
  };
  const traits = ["frames", "kernel_width", "outputs", "output", "prediction", "doubts", "notes", "palette"];
  watch([...traits, "status", "progress", "error", "notice", "n_model_calls"], draw);
});

function fidelityLine(sweep: Sweep, frame: Frame, model: number | undefined): string {
  const sizes = `effective sample size ${count(frame.ess)} of ${count(sweep.samples)}`;
  const answers = `model ${number(model ?? Number.NaN)}, surrogate ${number(frame.localPrediction)} at this row`;
  return `R² ${number(frame.score, 2)} · ${sizes} · ${answers}`;
}

/** The sentences of the drawn frame, in the space of the sweep's longest: dragging the width must not move the slider. */
function makeDoubts() {
  const badge = make("span", { class: "lw-badge" });
  const list = make("div", { class: "lw-doubts", role: "status", "aria-live": "polite" });
  const spacer = make("div", { class: "lw-doubts lw-spacer", "aria-hidden": "true" });
  const node = make("div", { class: "lw-doubt-box" }, spacer, list);
  let drawn = "";
  let spaced: readonly unknown[] = [];
  return {
    node,
    draw(sweep: Sweep, frame: Frame, sentences: readonly string[]) {
      if (spaced[0] !== sweep || spaced[1] !== sentences) {
        spaced = [sweep, sentences];
        let longest: string[] = [];
        for (const bits of new Set(sweep.doubts)) {
          const found = doubtsOf(bits, sentences);
          if (found.join(" ").length > longest.join(" ").length) longest = found;
        }
        spacer.replaceChildren(
          make("span", { class: "lw-badge" }, "Doubtful"),
          ...longest.map((text) => make("p", {}, text)),
        );
      }
      const found = doubtsOf(frame.doubts, sentences);
      if (found.join("\n") === drawn && list.childElementCount > 0) return;
      drawn = found.join("\n");
      node.classList.toggle("lw-doubtful", found.length > 0);
      write(badge, found.length > 0 ? "Doubtful" : "No doubts");
      list.replaceChildren(badge, ...found.map((text) => make("p", { class: "lw-doubt" }, text)));
    },
  };
}
