// The study's status: progress with Cancel, a stopped run with Continue, a failure, a refused setting.

import type { StudyModel } from "../../model/study_model";
import { make, makeButton, mark, show, write } from "../../ui/elements";
import { failureOf } from "../../ui/failure";
import { count, percent } from "../../ui/format";

const unconnected =
  "Not connected to a kernel: only the kernel width and the appearance can be changed. Run the cell again to ask the model.";

export interface Status {
  node: HTMLElement;
  draw(): void;
}

export function makeStatus(study: StudyModel, signal: AbortSignal): Status {
  const fill = make("span", { class: "lw-progress-fill" });
  const bar = make(
    "span",
    {
      class: "lw-progress",
      role: "progressbar",
      "aria-label": "Asking the model",
      "aria-valuemin": "0",
      "aria-valuemax": "100",
    },
    fill,
  );
  const text = make("span", { class: "lw-state" });
  const cancel = makeButton(
    "cancel",
    "Cancel",
    "Stop asking the model and keep the answers so far",
    signal,
    () => study.send({ type: "cancel" }),
  );
  const resume = makeButton("resume", "Continue", "Evaluate the model on the remaining samples", signal, () =>
    study.send({ type: "resume" }),
  );
  const error = make("span", { class: "lw-error" });
  const notice = make("span", { class: "lw-notice" });
  const alone = make("span", { class: "lw-alone" }, unconnected);
  const calls = make("span", { class: "lw-calls" });
  // Screen readers announce changes of the status, not each step of the progress.
  const spoken = make("span", { class: "lw-unseen", role: "status", "aria-live": "polite" });
  const node = make(
    "div",
    { class: "lw-status" },
    bar,
    text,
    cancel,
    resume,
    error,
    notice,
    alone,
    calls,
    spoken,
  );

  return {
    node,
    draw() {
      const { live } = study;
      const reported = study.get("status");
      // A run that the kernel left unfinished is over.
      const status = live || reported !== "sampling" ? reported : "cancelled";
      const progress = study.get("progress");
      const failure = failureOf(study);
      const refusal = study.get("notice");
      const evaluations = study.get("n_model_calls");

      show(bar, status === "sampling");
      fill.style.width = `${(Math.min(1, Math.max(0, progress)) * 100).toFixed(1)}%`;
      mark(bar, "aria-valuenow", String(Math.round(progress * 100)));
      write(
        text,
        { ready: "", failed: "", sampling: percent(progress), cancelled: `Stopped at ${percent(progress)}.` }[
          status
        ],
      );
      show(text, text.textContent !== "");
      show(cancel, status === "sampling");
      show(resume, live && (status === "cancelled" || status === "failed"));
      write(resume, status === "failed" ? "Ask again" : "Continue");
      show(error, status === "failed");
      write(error, failure);
      show(notice, refusal !== "");
      write(notice, refusal);
      show(alone, !live);
      write(calls, `${count(evaluations)} model evaluation${evaluations === 1 ? "" : "s"}`);
      const state = {
        ready: "Ready.",
        sampling: "Asking the model.",
        cancelled: "Stopped.",
        failed: failure,
      }[status];
      write(spoken, [state, refusal, live ? "" : unconnected].filter((each) => each !== "").join(" "));
    },
  };
}
