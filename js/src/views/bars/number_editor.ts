// The editor of a number: typed digits, arrow keys and the spin buttons; or of a date or the like: typed text.

import type { Cell } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { listen, makeFocusable, mark } from "../../ui/elements";
import { describe, type Editor, frame, patience, type Send } from "./editor";

/** Each arrow step would call the model. The last value of a run of steps is sent after this pause. */
const steppingPause = 250;
/** Pauses between two typed digits are longer. */
const typingPause = 700;
type Timer = ReturnType<typeof setTimeout> | undefined;

export function makeNumberEditor(cell: Cell, signal: AbortSignal, send: Send): Editor {
  return new NumberEditor(cell, signal, send);
}

class NumberEditor implements Editor {
  #cell: Cell;
  readonly #send: Send;

  readonly field: HTMLInputElement;
  readonly node: HTMLElement;
  /** Runs until a typed value is sent. */
  #pending: Timer;
  /** Runs until a sent value is given up. */
  #waiting: Timer;
  #sent: string | undefined;
  #touched = false;
  #stepping = false;

  constructor(cell: Cell, signal: AbortSignal, send: Send) {
    this.#cell = cell;
    this.#send = send;

    this.field = makeFocusable("input", {
      type: cell.kind === "number" ? "number" : "text",
      class: "lw-edit",
      "data-column": cell.column,
      step: String(cell.step ?? "any"),
      placeholder: cell.missing_allowed ? say("row.missing") : "",
    });
    this.node = frame(cell, this.field);
    listen(this.field, "input", (event) => this.#typed(event), signal);
    listen(this.field, "change", () => this.#changed(), signal);
    listen(this.field, "keydown", (event) => this.#pressed(event), signal);
    listen(this.field, "blur", () => this.#left(), signal);
    signal.addEventListener("abort", () => {
      clearTimeout(this.#pending);
      clearTimeout(this.#waiting);
    });
    this.restore();
  }

  follow(next: Cell): void {
    const answered = next !== this.#cell;
    this.#cell = next;
    describe(this.node, this.field, next);
    if (this.#pending !== undefined) return;
    const focused = this.field.matches(":focus");
    if (this.#touched && this.#sent === undefined && focused) return;
    // This is the reply to an earlier edit, or none. Keep the newest value until its reply or the time limit.
    if (this.#sent !== undefined && (!answered || !this.#equals(this.#sent))) return;
    // Writing an equal value would move the caret of a focused field.
    if (focused && this.field.value !== "" && this.#equals(this.field.value)) {
      clearTimeout(this.#waiting);
      [this.#sent, this.#touched] = [undefined, false];
      mark(this.field, "value", this.#shown());
      return;
    }
    this.restore();
  }

  restore(): void {
    clearTimeout(this.#pending);
    clearTimeout(this.#waiting);
    [this.#pending, this.#waiting, this.#sent, this.#touched] = [undefined, undefined, undefined, false];
    this.field.value = this.#shown();
    // The arrow keys step from the value attribute, not from zero.
    mark(this.field, "value", this.#shown());
    mark(this.field, "aria-invalid", null);
  }

  refused(): void {
    if (this.#sent !== undefined) this.restore();
  }

  #shown(): string {
    if (this.#cell.value === null) return "";
    return this.#cell.kind === "number" ? asNumberText(this.#cell) : this.#cell.text;
  }

  #equals(typed: string): boolean {
    return this.#cell.kind === "number" ? Number(typed) === Number(this.#shown()) : typed === this.#shown();
  }

  /** Whether a typed value is the cell's: 13.1 is 13.10, and an empty field is no zero. */
  #isShown(typed: string): boolean {
    return typed === "" ? this.#shown() === "" : this.#equals(typed);
  }

  #usable(): boolean {
    return this.field.value === "" ? this.#cell.missing_allowed && !this.field.validity.badInput : true;
  }

  #commit(): void {
    clearTimeout(this.#pending);
    this.#pending = undefined;
    const { value } = this.field;
    mark(this.field, "aria-invalid", this.#usable() ? null : "true");
    const known = this.#sent === undefined ? this.#isShown(value) : value === this.#sent;
    if (!this.#usable() || !this.#touched || known) return;
    this.#sent = value;
    this.#send(this.#cell.column, value === "" ? null : value);
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.restore(), patience);
  }

  #typed(event: Event): void {
    this.#touched = true;
    this.#stepping = !(event instanceof InputEvent && Boolean(event.inputType));
    clearTimeout(this.#pending);
    this.#pending = undefined;
    mark(this.field, "aria-invalid", this.#usable() ? null : "true");
    // An empty field is most often on its way to another number: wait for Enter or blur.
    // So must a date, which is none while it is typed.
    if (this.field.value !== "" && this.#cell.kind === "number") {
      this.#pending = setTimeout(() => this.#commit(), this.#stepping ? steppingPause : typingPause);
    }
  }

  #changed(): void {
    this.#touched = true;
    // The arrow keys and the spin buttons fire `change` at every step. The pause of that step has just begun.
    if (!this.#stepping || this.#pending === undefined) this.#commit();
  }

  #pressed({ key }: KeyboardEvent): void {
    if (key === "Enter") {
      this.#touched = true;
      this.#commit();
    } else if (key === "Escape") this.restore();
  }

  #left(): void {
    if (this.#pending !== undefined) this.#commit();
    if (this.#sent === undefined) this.restore();
  }
}

/** A number input accepts plain number text only. The row's own text qualifies unless it was abbreviated. */
function asNumberText(cell: Cell): string {
  return cell.text.trim() !== "" && Number.isFinite(Number(cell.text))
    ? cell.text.trim()
    : String(cell.value);
}
