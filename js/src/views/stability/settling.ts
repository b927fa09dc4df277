// Sampling until the choice of the top features is settled: the button, the sentence, and the gaps as they close.

import type { StudyModel } from "../../model/study_model";
import type { Settlement, Settling as State } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { listen, make, makeButton, makeFocusable, mark, show, write } from "../../ui/elements";
import { makeGaps } from "./gaps";

export interface Settling {
  node: HTMLElement;
  draw(): void;
}

/** The number of features that is proposed. */
const usual = 5;

export function makeSettling(
  study: StudyModel,
  colors: Map<number, number>,
  signal: AbortSignal,
  redraw: () => void,
): Settling {
  const field = makeField(study, signal, redraw);
  const buttons = makeButtons(study, field.k, signal);
  const said = make("p", { class: "lw-settling-said", role: "status" });
  const wrong = make("p", { class: "lw-stability-wrong", role: "status" });
  const spent = make("p", { class: "lw-settling-spent" });
  const gaps = makeGaps(study, colors);
  const tools = make(
    "div",
    { class: "lw-stability-tools" },
    buttons.goOn,
    field.label,
    buttons.start,
    buttons.stop,
  );
  return {
    node: make(
      "div",
      { class: "lw-settling" },
      make("p", { class: "lw-stability-title" }, say("settling.title")),
      tools,
      wrong,
      said,
      spent,
      gaps.node,
    ),
    draw() {
      const [state, settlement] = [study.get("settling") ?? null, study.get("settlement") ?? null];
      const possible = study.live && state !== null && state.most > 0 && isTestable(study);
      field.draw();
      const answered = settlement !== null && isAnswered(settlement, state, field.k());
      buttons.draw(state, possible, answered);
      // Where all variants are listed a larger budget has no more samples either, and that is settled or a tie.
      write(spent, answered && settlement.why === "budget" ? say("settling.spent", { k: field.k() }) : "");
      show(spent, spent.textContent !== "");
      show(field.label, possible && state?.active !== true);
      write(wrong, state?.error ?? "");
      show(wrong, wrong.textContent !== "");
      write(said, settlement?.sentence ?? (wrong.hidden ? idle(study) : ""));
      said.classList.toggle("lw-idle", settlement === null);
      show(gaps.node, settlement !== null);
      if (settlement !== null) gaps.draw(settlement);
    },
  };
}

/** The buttons that begin, go on and end. */
function makeButtons(study: StudyModel, k: () => number, signal: AbortSignal) {
  const start = makeButton("settle", "", say("settling.start_help"), signal, () =>
    study.send({ type: "settle", k: k() }),
  );
  const goOn = makeButton("continue_settling", "", say("settling.continue_help"), signal, () =>
    study.send({ type: "continue_settling" }),
  );
  const stop = makeButton("stop_settling", say("settling.stop"), say("settling.stop_help"), signal, () =>
    study.send({ type: "stop_settling" }),
  );
  const calls = (n = 0) => say("stability.calls", { n });
  return {
    start,
    goOn,
    stop,
    draw(state: State | null, possible: boolean, answered: boolean) {
      const active = study.live && state?.active === true;
      const stopped = state?.stopped ?? 0;
      show(goOn, possible && !active && stopped > 0);
      show(start, possible && !active && stopped !== k() && !answered);
      show(stop, active);
      // Samples that are missing are drawn first, so that it may begin after a cancellation or a failure, too.
      for (const node of [goOn, start])
        node.disabled = study.get("status") === "sampling" || study.get("current") === false;
      write(goOn, say("settling.continue", { n: stopped, calls: calls(state?.left) }));
      const free = state?.calls === 0;
      write(start, say(free ? "settling.look" : "settling.start", { n: k(), calls: calls(state?.calls) }));
    },
  };
}

/** Whether the button would ask what has its answer: there is nothing more to draw, or nothing more to tell. */
function isAnswered({ why, k }: Settlement, state: State | null, wanted: number): boolean {
  if (k !== wanted || state === null || state.stopped === k) return false;
  return why === "settled" || why === "ties" || (why === "budget" && state.calls === 0);
}

/** Whether the gaps between features can be tested: they are those of a regression. */
function isTestable(study: StudyModel): boolean {
  const frames = study.get("frames");
  return frames === null || (frames.method === "lime" && ["ridge", "logistic"].includes(frames.surrogate));
}

/** Say what sampling would do, or why it cannot begin. */
function idle(study: StudyModel): string {
  if (!isTestable(study)) return say("settling.untestable");
  return say(["cancelled", "failed"].includes(study.get("status")) ? "settling.incomplete" : "settling.none");
}

/** The field for the number of features; at most those that can be settled. */
function makeField(study: StudyModel, signal: AbortSignal, changed: () => void) {
  const node = makeFocusable("input", { type: "number", min: "1", step: "1", title: say("settling.k_help") });
  let wanted = usual;
  const most = () => study.get("settling")?.most ?? usual;
  const k = () => Math.max(1, Math.min(wanted, most()));
  const take = () => {
    const value = Math.round(Number(node.value));
    if (value < 1) return; // emptied, to type another one
    wanted = value;
    changed();
  };
  listen(node, "input", take, signal);
  listen(node, "change", changed, signal);
  return {
    label: make("label", { class: "lw-settling-k" }, say("settling.k"), node),
    k,
    draw() {
      mark(node, "max", String(most()));
      if (node.value !== String(k())) node.value = String(k());
    },
  };
}
