// The R² that the kernel width is chosen by: the largest width that has it (OptiLIME; Visani et al. 2020). The kernel
// chooses; here it is switched on, typed, and said whether any width meets it.
import { freshId, listen, make, makeFocusable, write } from "./elements";
import type { Mirror } from "./mirror";

/** What it begins at. */
const usual = 0.9;

export interface Target {
  node: HTMLElement;
  /** That no width meets it: out of sight it keeps its room, as nothing may move under a hand. */
  missed: HTMLElement;
  /** Sets it, to two decimals and within reach. */
  set(score: number): void;
  /** What is in force; undefined where the width is set by hand. */
  readonly score: number | undefined;
  draw(): void;
}

export function makeTarget(mirror: Mirror, signal: AbortSignal): Target {
  const id = freshId();
  const on = makeFocusable("input", { type: "checkbox", id, "data-parameter": "target_on" });
  const field = makeFocusable("input", {
    type: "number",
    min: "0.01",
    max: "1",
    step: "0.01",
    "aria-label": "Target R²",
    "data-parameter": "target_score",
  });
  const missed = make("span", { class: "lw-missed", role: "status" });
  const label = make("label", { for: id }, "Choose the largest width with R² ≥");
  const node = make("fieldset", { class: "lw-target" }, on, label, field);
  let last = usual;

  const set = (score: number) => {
    if (!Number.isFinite(score)) return;
    last = Math.min(1, Math.max(0.01, Math.round(score * 100) / 100));
    mirror.set("target_score", last);
    field.value = last.toFixed(2);
  };
  listen(on, "change", () => (on.checked ? set(last) : mirror.set("target_score", null)), signal);
  const typed = () => {
    if (field.value.trim() === "") field.value = last.toFixed(2);
    else set(Number(field.value));
  };
  listen(field, "change", typed, signal);
  // In a notebook Enter is no change.
  listen(field, "keydown", (event) => event.key === "Enter" && typed(), signal);
  return {
    node,
    missed,
    set,
    get score() {
      return mirror.get("target_score") ?? undefined;
    },
    draw() {
      const { score } = this;
      last = score ?? last;
      node.disabled = !mirror.allows("target_score");
      on.checked = score !== undefined;
      // Whoever types is not written over.
      if (!field.matches(":focus")) field.value = last.toFixed(2);
      node.classList.toggle("lw-off", score === undefined);
      const met = score === undefined || mirror.get("target_met") !== false;
      missed.style.visibility = met ? "hidden" : "";
      write(missed, `No width reaches an R² of ${last.toFixed(2)}; this one comes closest.`);
    },
  };
}
