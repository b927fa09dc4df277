// The buttons that ask for repeats, with what they cost, and the progress of those that are made.

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
  const cancel = makeButton(
    "cancel_repeats",
    say("status.cancel"),
    say("stability.cancel_help"),
    signal,
    () => study.send({ type: "cancel_repeats" }),
  );
  const wrong = make("p", { class: "lw-stability-wrong", role: "status" });
  const line = make("div", { class: "lw-stability-tools" }, repeat, bar, text, cancel);
  return {
    node: make("div", {}, line, wrong),
    draw(exact) {
      const state = study.get("repeating") ?? null;
      const share = study.live ? (state?.share ?? null) : null;
      const ready = study.get("status") === "ready" && study.get("current") !== false;
      show(repeat, study.live && state !== null && share === null && !exact);
      repeat.disabled = !ready;
      write(repeat, state === null ? "" : label(state));
      for (const node of [bar, text, cancel]) show(node, share !== null);
      if (share !== null && state !== null) {
        const percent = Math.round(100 * share);
        fill.style.width = `${percent}%`;
        mark(bar, "aria-valuenow", String(percent));
        write(text, say("stability.making", { n: state.n, all: state.asked }));
      }
      write(wrong, wrongOf(state));
      show(wrong, wrong.textContent !== "");
    },
  };
}

function wrongOf(state: Repeating | null): string {
  if (state === null) return "";
  return state.error !== "" ? state.error : state.outdated ? say("stability.outdated") : "";
}

/** Return "Repeat 10 times: 40,960 model calls, about 8 s". */
function label({ n, more, rows, seconds }: Repeating): string {
  if (rows === 0) return say("stability.exact_button");
  const values = { n: more - n, calls: say("stability.calls", { n: rows }), time: duration(seconds) };
  if (n === 0) return say(seconds < 0 ? "stability.repeat" : "stability.repeat_time", values);
  return say(seconds < 0 ? "stability.more" : "stability.more_time", values);
}
