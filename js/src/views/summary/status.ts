// The study's status: progress with Cancel, a stopped run with Continue, a failure, a refused setting.

import type { StudyModel } from "../../model/study_model";
import type { State } from "../../model/wire";
import { make, makeButton, mark, show, write } from "../../ui/elements";
import { failureOf } from "../../ui/failure";
import { count, percent } from "../../ui/format";

const unconnected =
  "Not connected to a kernel: only the kernel width and the appearance can be changed. Run the cell again to ask the model.";

export interface Status {
  node: HTMLElement;
  draw(): void;
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
    sampling: percent(progress),
    cancelled: `Stopped at ${percent(progress)}.`,
  };
  const states = { ready: "Ready.", sampling: "Asking the model.", cancelled: "Stopped.", failed: failure };
  const resumes = { ready: "", sampling: "", cancelled: "Continue", failed: "Ask again" };
  return {
    status,
    progress: Math.min(1, Math.max(0, progress)),
    text: texts[status],
    failure,
    refusal,
    resume: live ? resumes[status] : "",
    live,
    calls: `${count(calls)} model evaluation${calls === 1 ? "" : "s"}`,
    spoken: [states[status], refusal, live ? "" : unconnected].filter((each) => each !== "").join(" "),
  };
}

const barAttributes = {
  class: "lw-progress",
  role: "progressbar",
  "aria-label": "Asking the model",
  "aria-valuemin": "0",
  "aria-valuemax": "100",
};

export function makeStatus(study: StudyModel, signal: AbortSignal): Status {
  const fill = make("span", { class: "lw-progress-fill" });
  const bar = make("span", barAttributes, fill);
  const text = make("span", { class: "lw-state" });
  const stopping = "Stop asking the model and keep the answers so far";
  const cancel = makeButton("cancel", "Cancel", stopping, signal, () => study.send({ type: "cancel" }));
  const going = "Evaluate the model on the remaining samples";
  const resume = makeButton("resume", "Continue", going, signal, () => study.send({ type: "resume" }));
  const error = make("span", { class: "lw-error" });
  const notice = make("span", { class: "lw-notice" });
  const alone = make("span", { class: "lw-alone" }, unconnected);
  const calls = make("span", { class: "lw-calls" });
  const spoken = make("span", { class: "lw-unseen", role: "status", "aria-live": "polite" });
  const parts = [bar, text, cancel, resume, error, notice, alone, calls, spoken];
  return {
    node: make("div", { class: "lw-status" }, ...parts),
    draw() {
      const standing = standingOf(study);
      const sampling = standing.status === "sampling";
      show(bar, sampling);
      fill.style.width = `${(standing.progress * 100).toFixed(1)}%`;
      mark(bar, "aria-valuenow", String(Math.round(standing.progress * 100)));
      write(text, standing.text);
      show(text, standing.text !== "");
      show(cancel, sampling);
      if (standing.resume !== "") write(resume, standing.resume);
      show(resume, standing.resume !== "");
      show(error, standing.status === "failed");
      write(error, standing.failure);
      show(notice, standing.refusal !== "");
      write(notice, standing.refusal);
      show(alone, !standing.live);
      write(calls, standing.calls);
      write(spoken, standing.spoken);
    },
  };
}
