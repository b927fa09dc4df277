// All outputs of a model with many, by probability, in a list that can be searched. It opens over the page, so that
// nothing moves.
import type { StudyModel } from "../model/study_model";
import { say } from "../texts/catalogue";
import { count, number, probability } from "../words/format";
import { listen, make, makeFocusable, makePlainButton, mark, show, write, zoomOf } from "./elements";
import { writeName } from "./names/names";

/** At most this number of outputs is drawn: the likeliest of those that are found. */
const most = 60;

export interface Picker {
  node: HTMLDetailsElement;
  /** `ranked` are all outputs, the likeliest first; `rest` of them are not shown elsewhere. */
  draw(ranked: readonly number[], rest: number): void;
}

export function makePicker(study: StudyModel, signal: AbortSignal, choose: (output: number) => void): Picker {
  return new Search(study, signal, choose);
}

class Search implements Picker {
  readonly #study: StudyModel;

  readonly #more = makeFocusable("summary", { class: "lw-button lw-rest" });
  readonly #field = makeFocusable("input", { type: "text", class: "lw-search", autocomplete: "off" });
  readonly #found = make("div", { class: "lw-found" });
  readonly #popup = make("div", { class: "lw-popup" }, this.#field, this.#found);
  readonly node = make("details", { class: "lw-all" }, this.#more, this.#popup);
  #ranked: readonly number[] = [];

  constructor(study: StudyModel, signal: AbortSignal, choose: (output: number) => void) {
    this.#study = study;

    const pick = ({ target }: Event) => {
      const chosen = target instanceof Element ? target.closest<HTMLElement>("[data-choice]") : null;
      if (chosen === null) return;
      choose(Number(chosen.dataset["choice"]));
      this.#close();
    };
    listen(this.#found, "click", pick, signal);
    listen(this.#field, "input", () => this.#search(), signal);
    listen(this.node, "toggle", () => this.#opened(), signal);
    listen(this.node, "keydown", ({ key }) => key === "Escape" && this.#close(), signal);
    const left = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget instanceof Node && !this.node.contains(relatedTarget)) this.node.open = false;
    };
    listen(this.node, "focusout", left, signal);
  }

  draw(ranked: readonly number[], rest: number): void {
    this.#ranked = ranked;
    show(this.node, rest > 0);
    write(this.#more, `${say("answer.more", { n: rest })} ▾`);
    const label = say("answer.search", { n: ranked.length });
    mark(this.#field, "placeholder", label);
    mark(this.#field, "aria-label", label);
    if (this.node.open) this.#search();
  }

  #opened(): void {
    if (!this.node.open) return;
    this.#field.value = "";
    // It is placed by hand, because a row that scrolls would cut it off.
    const { left, bottom } = this.#more.getBoundingClientRect();
    const { style } = this.#popup;
    [style.left, style.top] = ["0", "0"];
    // An ancestor may be what "fixed" is measured from.
    const origin = this.#popup.getBoundingClientRect();
    const zoom = zoomOf(this.#popup);
    const least = Math.max(8, Math.min(left, window.innerWidth - 320 * zoom));
    style.left = `${(least - origin.left) / zoom}px`;
    style.top = `${(bottom + 2 - origin.top) / zoom}px`;
    this.#search();
    this.#field.focus();
  }

  #close(): void {
    this.node.open = false;
    this.#more.focus();
  }

  #search(): void {
    const { names, kind } = this.#study.get("outputs");
    const { values } = this.#study.get("prediction");
    const explained = this.#study.get("output");
    const asText = kind === "probability" ? probability : number;
    const wanted = this.#field.value.trim().toLowerCase();
    const found = this.#ranked.filter((output) => (names[output] ?? "").toLowerCase().includes(wanted));
    const buttons = found.slice(0, most).map((output) => {
      const value = make("span", { class: "lw-choice-value" }, asText(values[output] ?? Number.NaN));
      const name = make("span", { class: "lw-choice-name" });
      writeName(name, names[output] ?? "");
      const button = makePlainButton({ class: "lw-result", "data-choice": String(output) }, name, value);
      mark(button, "aria-pressed", String(output === explained));
      button.disabled = !this.#study.live;
      return button;
    });
    this.#found.replaceChildren(...buttons);
    const left = found.length - buttons.length;
    if (found.length === 0) this.#found.append(say("answer.no_match"));
    if (left > 0) this.#found.append(make("p", { class: "lw-idle" }, say("answer.left", { n: count(left) })));
  }
}
