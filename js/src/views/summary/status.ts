// The study's status: progress with Cancel, a stopped run with Continue, a failure, a refused setting.

import { isCurrent, type StudyModel } from "../../model/study_model";
import type { State } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, makeButton, mark, show, write } from "../../ui/elements";
import { duration } from "../../words/duration";
import { failureOf } from "../../words/failure";
import { percent } from "../../words/format";

export interface Status {
  /** The parts of the line. */
  line: HTMLElement[];
  /** The buttons beside it. */
  buttons: HTMLElement[];
  calls: HTMLElement;
  /** Returns whether the line says anything, so that there is no room for a doubt. */
  draw(): boolean;
}

/** What the line says, and which of its parts are shown. */
export interface Standing {
  status: State["status"];
  /** From 0 to 1. */
  progress: number;
  text: string;
  failure: string;
  refusal: string;
  /** The text of the button that goes on; empty without one. */
  resume: string;
  live: boolean;
  calls: string;
  /** What screen readers say: changes of the status, not each step of the progress. */
  spoken: string;
}

export function standingOf(study: StudyModel): Standing {
  const { live } = study;
  const reported = study.get("status");
  // A run that the kernel left unfinished is over.
  const status = live || reported !== "sampling" ? reported : "cancelled";
  const progress = study.get("progress");
  const failure = failureOf(study);
  const refusal = study.get("notice");
  const calls = study.get("n_model_calls");
  const texts = {
    ready: "",
    failed: "",
    sampling: samplingText(study, progress),
    cancelled: say(live ? "status.stopped" : "status.unfinished", { share: percent(progress) }),
  };
  const states = {
    ready: say("spoken.ready"),
    sampling: say("spoken.sampling"),
    cancelled: texts.cancelled,
    failed: failure,
  };
  const resumes = { ready: "", sampling: "", cancelled: say("status.continue"), failed: say("status.again") };
  return {
    status,
    progress: Math.min(1, Math.max(0, progress)),
    text: texts[status],
    failure,
    refusal,
    resume: live ? resumes[status] : "",
    live,
    calls: say("calls", { n: calls }),
    spoken: [states[status], refusal, live ? "" : say("status.unconnected")]
      .filter((each) => each !== "")
      .join(" "),
  };
}

/** Return "64 of 4,096, about 40 s". */
function samplingText(study: StudyModel, progress: number): string {
  const [answered, needed, seconds] = study.get("rows") ?? [0, 0, -1];
  if (needed === 0) return percent(progress);
  const values = { answered, needed, left: duration(seconds) };
  const rows = say(seconds < 0 ? "status.rows" : "status.rows_left", values);
  return isCurrent(study) || study.get("frames") === null ? rows : say("status.former", { rows });
}

function isUndoable(study: StudyModel): boolean {
  return study.changedByHand || study.get("can_undo") === true;
}

const barAttributes = {
  class: "lw-progress",
  role: "progressbar",
  "aria-label": say("status.asking"),
  "aria-valuemin": "0",
  "aria-valuemax": "100",
};

export function makeStatus(study: StudyModel, signal: AbortSignal): Status {
  const fill = make("span", { class: "lw-progress-fill" });
  const bar = make("span", barAttributes, fill);
  const text = make("span", { class: "lw-state" });
  const cancel = makeButton("cancel", say("status.cancel"), say("status.cancel_help"), signal, () =>
    study.send({ type: "cancel" }),
  );
  const resume = makeButton("resume", say("status.continue"), say("status.continue_help"), signal, () =>
    study.send({ type: "resume" }),
  );
  const undo = makeButton("undo", say("undo"), say("undo.help"), signal, () => {
    study.changedByHand = false;
    study.send({ type: "undo" });
  });
  const error = make("span", { class: "lw-error" });
  const notice = make("span", { class: "lw-notice" });
  const alone = make("span", { class: "lw-alone" }, say("status.unconnected"));
  const calls = make("span", { class: "lw-calls" });
  const spoken = make("span", { class: "lw-unseen", role: "status", "aria-live": "polite" });
  return {
    line: [
      make("span", { class: "lw-running" }, bar, text),
      make("span", { class: "lw-messages" }, error, notice, alone),
      spoken,
    ],
    buttons: [cancel, resume, undo],
    calls,
    draw() {
      const standing = standingOf(study);
      const sampling = standing.status === "sampling";
      show(bar, sampling);
      fill.style.width = `${(standing.progress * 100).toFixed(1)}%`;
      mark(bar, "aria-valuenow", String(Math.round(standing.progress * 100)));
      write(text, standing.text);
      // The sentence about a stop is spoken as it is written, and not read twice.
      mark(text, "aria-hidden", standing.status === "cancelled" ? "true" : null);
      show(text, standing.text !== "");
      show(cancel, sampling);
      if (standing.resume !== "") write(resume, standing.resume);
      show(resume, standing.resume !== "");
      show(undo, standing.live && !sampling && standing.resume === "" && isUndoable(study));
      show(error, standing.status === "failed");
      write(error, standing.failure);
      show(notice, standing.refusal !== "");
      write(notice, standing.refusal);
      show(alone, !standing.live);
      write(calls, standing.calls);
      write(spoken, standing.spoken);
      for (const each of [error, notice, alone]) mark(each, "title", each.textContent);
      return [bar, text, error, notice, alone].some((each) => !each.hidden);
    },
  };
}
