// A number that is typed: a seed, a penalty.

import type { StudyModel } from "../../model/study_model";
import type { Control, Value } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { listen, make, makeButton, makeFocusable, mark, show, write } from "../../ui/elements";
import { count, number } from "../../words/format";
import type { Field } from "./field";

/** Pause between two digits of a seed: each seed calls the model again. */
const typingPause = 600;

export function makeNumber(control: Control, study: StudyModel, signal: AbortSignal, id: string): Field {
  return new NumberField(control, study, signal, id);
}

class NumberField implements Field {
  #control: Control;
  readonly #study: StudyModel;

  readonly node: HTMLElement;
  readonly focus: HTMLInputElement;
  readonly beside: HTMLElement[] = [];
  readonly #wrong: HTMLElement;
  #sent: Value = null;
  #pending: ReturnType<typeof setTimeout> | undefined;

  constructor(control: Control, study: StudyModel, signal: AbortSignal, id: string) {
    this.#control = control;
    this.#study = study;

    this.focus = makeFocusable("input", {
      type: "number",
      id,
      "data-parameter": control.name,
      "aria-describedby": `${id}-wrong`,
    });
    this.#wrong = make("span", { class: "lw-wrong", id: `${id}-wrong`, role: "alert" });
    const line = make("div", { class: "lw-line" }, this.focus);
    if (control.kind === "seed") {
      const redraw = () => study.send({ type: "redraw" });
      line.append(makeButton("redraw", say("redraw"), say("seed.redraw"), signal, redraw));
    }
    this.node = make("div", { class: "lw-number" }, line, this.#wrong);
    listen(this.focus, "input", (event) => this.#typed(event), signal);
    for (const event of ["change", "blur"] as const)
      listen(this.focus, event, () => this.#pending !== undefined && this.#commit(), signal);
    listen(this.focus, "keydown", ({ key }) => this.#press(key), signal);
    signal.addEventListener("abort", () => clearTimeout(this.#pending));
  }

  follow(control: Control): void {
    this.#control = control;
    mark(this.focus, "min", control.min === undefined ? null : String(control.min));
    mark(this.focus, "max", control.max === undefined ? null : String(control.max));
    mark(this.focus, "step", String(control.step ?? "any"));
    // While the user types "0.505", "0.50" equals the current value; writing "0.5" over it would move the caret.
    if (this.#pending !== undefined) return;
    if (!this.focus.matches(":focus") || this.#study.parameter(control.name) !== this.#sent) this.restore();
  }

  restore(): void {
    const value = this.#study.parameter(this.#control.name);
    this.#forget();
    this.#sent = value;
    this.focus.value = value === null || value === undefined ? "" : String(value);
    mark(this.focus, "aria-invalid", null);
    show(this.#wrong, false);
  }

  #typed(event: Event): void {
    // The arrow keys and the spin buttons give whole numbers at each step. Their events have no inputType.
    const typing = event instanceof InputEvent && Boolean(event.inputType);
    if (this.#control.kind !== "seed" || !typing) {
      this.#commit();
      return;
    }
    this.#forget();
    this.#pending = this.#complain() ? undefined : setTimeout(() => this.#commit(), typingPause);
  }

  #press(key: string): void {
    if (key === "Escape") this.restore();
    if (key === "Enter" && this.#pending !== undefined) this.#commit();
  }

  #commit(): void {
    this.#forget();
    if (this.#complain()) return;
    const { name } = this.#control;
    this.#sent = Number(this.focus.value);
    this.#study.set(name, this.#sent);
    if (this.#study.parameter(name) !== this.#sent) this.restore();
  }

  /** Say what is wrong with the input, and return whether anything is. */
  #complain(): boolean {
    const { value, validity } = this.focus;
    const unreadable = validity.badInput || value.trim() === "";
    const sentence = unreadable ? expected(this.#control) : faultOf(value, this.#control);
    mark(this.focus, "aria-invalid", sentence === "" ? null : "true");
    write(this.#wrong, sentence);
    show(this.#wrong, sentence !== "");
    return sentence !== "";
  }

  #forget(): void {
    clearTimeout(this.#pending);
    this.#pending = undefined;
  }
}

function faultOf(text: string, control: Control): string {
  const value = Number(text);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = control;
  if (!Number.isFinite(value) || value < min || value > max) return expected(control);
  if (isWhole(control) && !Number.isInteger(value)) return expected(control);
  return "";
}

function expected(control: Control): string {
  const { min, max } = control;
  const what = say(isWhole(control) ? "expected.whole" : "expected.number");
  const text = isWhole(control) ? count : number;
  if (min !== undefined && max !== undefined)
    return say("expected.between", { what, min: text(min), max: text(max) });
  if (min !== undefined) return say("expected.least", { what, min: number(min) });
  if (max !== undefined) return say("expected.most", { what, max: number(max) });
  return say("expected.any", { what });
}

function isWhole(control: Control): boolean {
  return control.kind === "seed" || (control.step !== undefined && Number.isInteger(control.step));
}
