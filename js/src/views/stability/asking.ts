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
  const fill = make("span", { class: "lw-progress-fill" });
  const bar = make(
    "span",
    {
      class: "lw-progress",
      role: "progressbar",
      "aria-label": say("stability.progress"),
      "aria-valuemin": "0",
      "aria-valuemax": "100",
    },
    fill,
  );
  const text = make("span", { class: "lw-state" });
  const repeat = makeButton("repeat", "", say("stability.repeat_help"), signal, () =>
    study.send({ type: "repeat", n: study.get("repeating")?.more ?? 0 }),
  );
  const resume = makeButton("continue_explanation", "", say("stability.continue_help"), signal, () =>
    study.send({ type: "resume" }),
  );
  const cancel = makeButton(
    "cancel_repeats",
    say("status.cancel"),
    say("stability.cancel_help"),
    signal,
    () => study.send({ type: "cancel_repeats" }),
  );
  const wrong = make("p", { class: "lw-stability-wrong", role: "status" });
  const fewer = make("p", { class: "lw-stability-fewer", role: "status" });
  const line = make("div", { class: "lw-stability-tools" }, repeat, resume, bar, text, cancel);
  return {
    node: make("div", {}, fewer, line, wrong),
    draw(exact) {
      const state = study.get("repeating") ?? null;
      const share = study.live ? (state?.share ?? null) : null;
      const [status, left] = [study.get("status"), missing(study)];
      const stopped = ["cancelled", "failed"].includes(status) && left.rows > 0;
      show(resume, study.live && stopped);
      write(resume, costing("stability.continue", left));
      show(repeat, study.live && state !== null && isOffered(state) && share === null && !exact && !stopped);
      repeat.disabled = status !== "ready" || study.get("current") === false;
      write(repeat, state === null ? "" : label(state));
      repeat.title = say(hasFewer(state) ? "stability.grow_help" : "stability.repeat_help");
      for (const node of [bar, text, cancel]) show(node, share !== null);
      if (share !== null && state !== null) {
        const percent = Math.round(100 * share);
        fill.style.width = `${percent}%`;
        mark(bar, "aria-valuenow", String(percent));
        const making = state.growing ? "stability.growing" : "stability.making";
        write(text, say(making, { n: state.n, all: state.asked }));
      }
      write(
        fewer,
        state !== null && hasFewer(state)
          ? say("stability.fewer", { few: state.samples, all: state.wanted })
          : "",
      );
      show(fewer, fewer.textContent !== "");
      write(wrong, wrongOf(state));
      show(wrong, wrong.textContent !== "");
    },
  };
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
  if (hasFewer(state)) return costing("stability.grow", state);
  if (state.rows === 0) return say("stability.exact_button");
  return costing(state.n === 0 ? "stability.repeat" : "stability.more", state, state.more - state.n);
}

type Cost = Pick<Repeating, "rows" | "seconds">;
type Costing = "stability.continue" | "stability.grow" | "stability.repeat" | "stability.more";

function costing(text: Costing, { rows, seconds }: Cost, n = 1): string {
  const values = { n, calls: say("stability.calls", { n: rows }), time: duration(seconds) };
  return say(seconds < 0 ? text : `${text}_time`, values);
}
