// The box for another text. A typed text is a request: the text in the study's model changes when the kernel accepts
// it. Until then, nothing that arrives overwrites the box.

import type { StudyModel } from "../../model/study_model";
import type { Text } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { freshId, listen, make, makeButton, makeFocusable, mark, write } from "../../ui/elements";

/** Each text costs a whole neighborhood, so it is sent after a pause. */
const pause = 600;
/** An empty box is most often on its way to another text. */
const emptyPause = 2500;

export interface Typed {
  node: HTMLElement;
  follow(text: Text): void;
  focus(): void;
  /** The kernel refused something. The typed text stays. */
  refused(notice: string): void;
}

/** `left` is called when Escape has taken back what was typed. */
export function makeTyped(study: StudyModel, signal: AbortSignal, left: () => void): Typed {
  return new TextBox(study, signal, left);
}

class TextBox implements Typed {
  readonly #study: StudyModel;

  readonly node: HTMLFieldSetElement;
  readonly #id = freshId();
  readonly #field = makeFocusable("textarea", {
    class: "lw-typed",
    id: this.#id,
    rows: "2",
    dir: "auto",
    spellcheck: "false",
    autocomplete: "off",
    "aria-describedby": `${this.#id}-wrong`,
  });
  readonly #wrong = make("span", { class: "lw-refusal", id: `${this.#id}-wrong`, role: "alert" });
  readonly #restore: HTMLButtonElement;
  /** The text in the study's model. */
  #text: Text | undefined;
  /** The text when the box was opened. */
  #opened = "";
  #pending: ReturnType<typeof setTimeout> | undefined;
  #sent: string | undefined;

  constructor(study: StudyModel, signal: AbortSignal, left: () => void) {
    this.#study = study;

    const field = this.#field;
    const id = this.#id;
    const help = say("text.restore_help");
    this.#restore = makeButton("reset_row", say("text.restore"), help, signal, () => this.#reset());
    const label = make("label", { class: "lw-typed-label", for: id }, say("text.type"));
    const head = make("div", { class: "lw-typing-head" }, label, this.#wrong, this.#restore);
    this.node = make("fieldset", { class: "lw-typing" }, head, field);
    listen(field, "input", () => this.#typed(), signal);
    listen(field, "blur", () => this.#commit(), signal);
    const key = (event: KeyboardEvent) => {
      if (event.key === "Escape") {
        // It leaves the box only, and not a presentation as well.
        event.stopPropagation();
        this.#takeBack();
        left();
      }
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.#commit();
    };
    listen(field, "keydown", key, signal);
    signal.addEventListener("abort", () => clearTimeout(this.#pending));
  }

  follow(next: Text): void {
    const untouched = this.#text === undefined || this.#field.value === this.#shown();
    const isNew = next !== this.#text;
    this.#text = next;
    this.node.disabled = !this.#study.live;
    if (this.node.disabled) {
      this.#forget();
      this.#field.value = next.text;
    }
    const free = this.#pending === undefined && (untouched || !this.#field.matches(":focus"));
    if (this.#field.value === this.#shown()) {
      this.#sent = undefined;
      this.#settle();
    } else if (isNew && free && (this.#sent === undefined || this.#study.get("status") === "ready")) {
      // Code set a text, or restored the original. A sent text that the model is still working on stays.
      this.#sent = undefined;
      this.#field.value = next.text;
      this.#settle();
    }
    this.#drawRestore();
  }

  focus(): void {
    this.#opened = this.#shown();
    this.#field.focus();
  }

  refused(notice: string): void {
    if (notice === "" || this.#sent === undefined || this.#field.value === this.#shown()) return;
    // The user may send the same text again after fixing the cause, but nothing resends it automatically.
    mark(this.#field, "aria-invalid", "true");
    write(this.#wrong, notice);
    mark(this.#wrong, "title", notice);
  }

  #shown(): string {
    return asWritten(this.#text?.text ?? "");
  }

  #settle(): void {
    mark(this.#field, "aria-invalid", null);
    write(this.#wrong, "");
  }

  #forget(): void {
    clearTimeout(this.#pending);
    this.#pending = undefined;
  }

  #typed(): void {
    this.#forget();
    const empty = this.#field.value.trim() === "";
    this.#pending = setTimeout(() => this.#commit(), empty ? emptyPause : pause);
    this.#drawRestore();
  }

  #commit(): void {
    this.#forget();
    const { value } = this.#field;
    if (this.#text === undefined || value === (this.#sent ?? this.#shown())) return;
    this.#sent = value;
    this.#settle();
    this.#study.send({ type: "text", value });
  }

  /** Go back to the text that was there when the box was opened. */
  #takeBack(): void {
    this.#field.value = this.#opened;
    this.#commit();
    this.#settle();
    this.#drawRestore();
  }

  #reset(): void {
    this.#forget();
    this.#sent = undefined;
    this.#settle();
    if (this.#text !== undefined) this.#field.value = this.#text.text;
    this.#study.send({ type: "reset_row" });
    this.#drawRestore();
  }

  #drawRestore(): void {
    const changed = this.#study.get("changed") ?? this.#text?.changed;
    const other = changed === true || (this.#text !== undefined && this.#field.value !== this.#shown());
    this.#restore.classList.toggle("lw-away", !other);
  }
}

/** Convert the text as a text box does, which knows only one kind of line ending. */
function asWritten(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
