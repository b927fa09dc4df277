// The target R², by which the kernel chooses the largest width that reaches it (OptiLIME; Visani et al. 2020). Here
// the user turns it on and types it, and reads whether any width reaches it.

import type { StudyModel } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import { freshId, listen, make, makeFocusable, show, write } from "../../ui/elements";

/** The initial target. */
const usual = 0.9;

export interface Target {
  node: HTMLElement;
  /**
   * The message that no width reaches the target. While there is a target it keeps its space, so that nothing moves
   * during a drag.
   */
  missed: HTMLElement;
  /** Set the target, rounded to two decimals and clipped to its range. */
  set(score: number): void;
  /** The current target; undefined where the user sets the width. */
  readonly score: number | undefined;
  draw(): void;
}

export function makeTarget(study: StudyModel, signal: AbortSignal): Target {
  const id = freshId();
  const on = makeFocusable("input", { type: "checkbox", id, "data-parameter": "target_on" });
  const field = makeFocusable("input", {
    type: "number",
    min: "0.01",
    max: "1",
    step: "0.01",
    "aria-label": say("handle.target"),
    "data-parameter": "target_score",
  });
  const missed = make("span", { class: "lw-missed", role: "status" });
  const label = make("label", { for: id }, say("target.choose"));
  const node = make("fieldset", { class: "lw-target" }, on, label, field);
  let last = usual;

  const set = (score: number) => {
    if (!Number.isFinite(score)) return;
    last = Math.min(1, Math.max(0.01, Math.round(score * 100) / 100));
    study.set("target_score", last);
    field.value = last.toFixed(2);
  };
  listen(on, "change", () => (on.checked ? set(last) : study.set("target_score", null)), signal);
  const typed = () => {
    if (field.value.trim() === "") field.value = last.toFixed(2);
    else set(Number(field.value));
  };
  listen(field, "change", typed, signal);
  // In a notebook, Enter does not fire a change event.
  listen(field, "keydown", (event) => event.key === "Enter" && typed(), signal);
  return {
    node,
    missed,
    set,
    get score() {
      return study.get("target_score") ?? undefined;
    },
    draw() {
      const { score } = this;
      last = score ?? last;
      node.disabled = !study.allows("target_score");
      on.checked = score !== undefined;
      // Do not overwrite the user's input.
      if (!field.matches(":focus")) field.value = last.toFixed(2);
      node.classList.toggle("lw-off", score === undefined);
      const met = score === undefined || study.get("target_met") !== false;
      show(missed, score !== undefined);
      missed.style.visibility = met ? "hidden" : "";
      write(missed, say("target.missed", { score: last.toFixed(2) }));
    },
  };
}
