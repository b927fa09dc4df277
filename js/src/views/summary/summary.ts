// The head of an explorer, in three lines of fixed height: what the model says and how far to trust the explanation,
// why, and one line of doubt or of the study's status. All else that can be said unfolds below on request.

import { say } from "../../texts/catalogue";
import { make, makeButton, mark, show, write } from "../../ui/elements";
import { frameInForce } from "../../ui/force";
import { type Stage, view } from "../../ui/view";
import { subjectOf } from "../../words/wording";
import { makeFidelity } from "./fidelity";
import { makeOutputs } from "./outputs";
import { makeStatus } from "./status";
import { makeWhy } from "./why";

const traits = [
  "frames",
  "kernel_width",
  "flips",
  "outputs",
  "output",
  "prediction",
  "removed",
  "variant",
  "row",
  "text",
  "image",
  "unit",
  "notes",
  "palette",
  "status",
  "progress",
  "rows",
  "error",
  "notice",
  "n_model_calls",
  "can_undo",
  "current",
];

export default view("summary", ({ study, model, root, signal, watch }: Stage) => {
  // An explorer has the name of its model, where several are compared.
  const outputs = makeOutputs(study, signal, String(model.get("title") ?? ""));
  const status = makeStatus(study, signal);
  const fidelity = makeFidelity(study, signal);
  const why = makeWhy(study, signal);
  const notes = make("div", { class: "lw-notes" });
  const told = make("p", { class: "lw-told" });
  const whole = make("div", { class: "lw-reasons" }, told, ...fidelity.whole, why.flips, notes, status.calls);
  const more = makeButton("more", say("trust.more"), say("trust.help"), signal, () => open(whole.hidden));
  const open = (opened: boolean) => {
    show(whole, opened);
    write(more, say(opened ? "trust.less" : "trust.more"));
    mark(more, "aria-expanded", String(opened));
  };
  open(false);
  const headline = make("div", { class: "lw-headline" }, ...outputs.nodes, fidelity.grade);
  const line = make("div", { class: "lw-trust-text" }, fidelity.line, ...status.line);
  root.append(
    headline,
    why.node,
    make("div", { class: "lw-trust" }, line, make("span", { class: "lw-actions" }, ...status.buttons), more),
    whole,
  );

  const draw = () => {
    const force = frameInForce(study, root);
    mark(root, "data-status", study.get("status"));
    outputs.draw(force?.frame.localPrediction ?? Number.NaN);
    headline.classList.toggle("lw-several", study.get("outputs").names.length > 2);
    const speaks = status.draw();
    line.classList.toggle("lw-speaks", speaks);
    write(told, study.get("error") ?? study.get("notice"));
    notes.replaceChildren(...study.get("notes").map((note) => make("p", { class: "lw-note" }, note)));
    for (const node of [fidelity.grade, fidelity.line, ...fidelity.whole]) show(node, force !== null);
    why.draw(force?.frame ?? null);
    if (force === null) return;

    const { sweep, frame } = force;
    mark(root, "data-score", String(frame.score));
    mark(root, "data-ess", String(frame.ess));
    mark(root, "data-local-prediction", String(frame.localPrediction));
    const answer = study.get("prediction").values[sweep.output] ?? Number.NaN;
    fidelity.draw(sweep, frame, answer, subjectOf(study));
  };
  watch(
    [...traits, "status", "progress", "rows", "error", "notice", "n_model_calls", "can_undo", "current"],
    draw,
  );
});
