// The buttons that ask for repeats, with what they cost, and the progress of those that are made.

import { hasFewer } from "../../model/repeats";
import type { StudyModel } from "../../model/study_model";
import type { Repeating } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, makeButton, mark, show, write } from "../../ui/elements";
import { duration } from "../../words/duration";

export interface Asking {
  node: HTMLElement;
  draw(exact: boolean): void;
}

export function makeAsking(study: StudyModel, signal: AbortSignal): Asking {
  const repeat = makeButton("repeat", "", "", signal, () =>
    study.send({ type: "repeat", n: study.get("repeating")?.more ?? 0 }),
  );
  const resume = makeButton("continue_explanation", "", say("stability.continue_help"), signal, () =>
    study.send({ type: "resume" }),
  );
  const progress = makeProgress(study, signal);
  const wrong = make("p", { class: "lw-stability-wrong", role: "status" });
  const fewer = make("p", { class: "lw-stability-fewer", role: "status" });
  const line = make("div", { class: "lw-stability-tools" }, repeat, resume, ...progress.nodes);
  return {
    node: make("div", {}, fewer, line, wrong),
    draw(exact) {
      const state = study.get("repeating") ?? null;
      const share = study.live ? (state?.share ?? null) : null;
      const [status, left] = [study.get("status"), missing(study)];
      const stopped = ["cancelled", "failed"].includes(status);
      show(resume, study.live && stopped);
      // After a failure it is not known how many rows there are to be.
      write(resume, left.rows > 0 ? say("stability.continue", { calls: cost(left) }) : say("status.again"));
      const isIdle = study.live && share === null && !exact && !stopped;
      show(repeat, isIdle && state !== null && isOffered(state) && !isAlike(study));
      repeat.disabled = status !== "ready" || study.get("current") === false;
      write(repeat, state === null ? "" : label(state));
      repeat.title = say(hasFewer(state) ? "stability.grow_help" : "stability.repeat_help");
      progress.draw(state, share);
      write(fewer, isIdle && state !== null ? shortOf(state) : "");
      write(wrong, wrongOf(state));
      for (const node of [fewer, wrong]) show(node, node.textContent !== "");
    },
  };
}

/** The bar, the words and the end of what is under way. */
function makeProgress(study: StudyModel, signal: AbortSignal) {
  const fill = make("span", { class: "lw-progress-fill" });
  const attributes = {
    class: "lw-progress",
    role: "progressbar",
    "aria-label": say("stability.progress"),
    "aria-valuemin": "0",
    "aria-valuemax": "100",
  };
  const bar = make("span", attributes, fill);
  const text = make("span", { class: "lw-state" });
  const help = say("stability.cancel_help");
  const cancel = makeButton("cancel_repeats", say("status.cancel"), help, signal, () =>
    study.send({ type: "cancel_repeats" }),
  );
  const nodes = [bar, text, cancel];
  return {
    nodes,
    draw(state: Repeating | null, share: number | null) {
      for (const node of nodes) show(node, share !== null);
      if (share === null || state === null) return;
      const percent = Math.round(100 * share);
      fill.style.width = `${percent}%`;
      mark(bar, "aria-valuenow", String(percent));
      const making = state.growing ? "stability.growing" : "stability.making";
      write(text, say(making, { n: state.n, all: state.asked }));
    },
  };
}

/** Whether no repeat can differ from this run, which is known before one is made. */
export function isAlike(study: StudyModel): boolean {
  const state = study.get("repeating") ?? null;
  const isKnown = study.get("status") === "ready" && study.get("current") !== false;
  return isKnown && state !== null && state.n === 0 && state.rows === 0;
}

/** Say what the repeats lack: those that were stopped, and samples. */
function shortOf(state: Repeating): string {
  const stopped = state.stopped > 0 ? say("stability.stopped", { n: state.n, all: state.stopped }) : "";
  const counts = { few: state.samples, all: state.wanted };
  const fewer = hasFewer(state) ? say("stability.fewer", counts) : "";
  return [stopped, fewer].filter((each) => each !== "").join(" ");
}

const isOffered = (state: Repeating) => hasFewer(state) || state.more > state.n;

/** Return what the model has not answered of the explanation's own samples. */
function missing(study: StudyModel): Cost {
  const [answered, needed, seconds] = study.get("rows") ?? [0, 0, -1];
  return { rows: needed - answered, seconds };
}

function wrongOf(state: Repeating | null): string {
  if (state === null) return "";
  return state.error !== "" ? state.error : state.outdated ? say("stability.outdated") : "";
}

/** Return "Repeat 10 times: 40,960 model calls, about 8 s". */
function label(state: Repeating): string {
  const calls = cost(state);
  const n = state.more - state.n;
  if (hasFewer(state)) return say(n > 0 ? "stability.grow_more" : "stability.grow", { n, calls });
  return say(state.n === 0 ? "stability.repeat" : "stability.more", { n, calls });
}

type Cost = Pick<Repeating, "rows" | "seconds">;

function cost({ rows, seconds }: Cost): string {
  if (seconds < 0) return say("stability.calls", { n: rows });
  return say("stability.calls_time", { n: rows, time: duration(seconds) });
}
