// The model's prediction: every class or output as a small bar and a radio button that selects the explained one, or
// a single value on its range.

import type { StudyModel } from "../../model/study_model";
import type { State } from "../../model/wire";
import { arrange, listen, make, show, write } from "../../ui/elements";
import { chance, count, number, probability } from "../../ui/format";
import { remembered } from "../../ui/remembered";
import { makeOutput, type OutputButton } from "./output";
import { makeRange } from "./range";

/** From this number of outputs on, the list scrolls and is sorted by the answers. */
const many = 10;
/** At most this number of likely outputs is listed. The panel of parameters lists all. */
const most = 20;
/** A longer name is not legible in a column of half the width. */
const long = 14;

export interface Outputs {
  node: HTMLElement;
  /** `surrogate` is the surrogate's prediction for the row, or NaN. */
  draw(surrogate: number): void;
}

export function makeOutputs(study: StudyModel, signal: AbortSignal): Outputs {
  const title = make("h4", { class: "lw-answer" });
  const list = new OutputList(study, signal);
  const range = makeRange();
  return {
    node: make("div", { class: "lw-prediction" }, title, list.node, list.rest, range.node),
    draw(surrogate) {
      const { names, kind } = study.get("outputs");
      const { values, low, high } = study.get("prediction");
      const explained = study.get("output");
      const value = values[explained];
      const several = value !== undefined && names.length > 1;
      show(list.node, several);
      show(list.rest, false);
      show(range.node, value !== undefined && (kind !== "probability" || names.length < 2));
      if (value === undefined) {
        write(title, "The model has not answered yet.");
        return;
      }
      const { before, main, after } = headline(names, kind, values, explained);
      title.replaceChildren(before, make("strong", {}, main), after);
      if (several) list.draw();
      range.draw(value, surrogate, low, high);
    },
  };
}

/** 'The model predicts class "spam", 99 %', or "The model predicts 20.4 for cost", in three parts. */
export function headline(
  names: readonly string[],
  kind: State["outputs"]["kind"],
  values: readonly number[],
  explained: number,
): { before: string; main: string; after: string } {
  if (kind === "probability" && names.length > 1) {
    const best = values.indexOf(Math.max(...values));
    const after = `, ${chance(values[best] ?? Number.NaN)}`;
    return { before: "The model predicts class ", main: `"${names[best] ?? ""}"`, after };
  }
  const after = names.length > 1 ? ` for ${names[explained] ?? ""}` : "";
  return { before: "The model predicts ", main: number(values[explained] ?? Number.NaN, 4), after };
}

/** Return the outputs to list: the likeliest of many, and the explained one. */
export function listedOf(order: readonly number[], explained: number): number[] {
  return order.filter((output, rank) => rank < most || output === explained);
}

class OutputList {
  readonly #study: StudyModel;

  readonly node = make("div", { class: "lw-outputs", role: "radiogroup", "aria-label": "Explained output" });
  readonly rest = make("p", {
    class: "lw-rest",
    title: "The list of Explained output in the panel has all of them",
  });
  readonly #buttons = new Map<number, OutputButton>();
  #seen: { node: HTMLElement; rank: number } | undefined;

  constructor(study: StudyModel, signal: AbortSignal) {
    this.#study = study;

    const { node } = this;
    // A view is usually drawn before it is attached to the page.
    const sizes =
      typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(() => this.#reveal());
    sizes?.observe(node);
    signal.addEventListener("abort", () => sizes?.disconnect());
    const choose = ({ target }: Event) => {
      const chosen = target instanceof Element ? target.closest<HTMLElement>("[data-output]") : null;
      if (chosen !== null) study.set("output", Number(chosen.dataset["output"]));
    };
    listen(node, "click", choose, signal);
    listen(node, "keydown", (event) => this.#press(event), signal);
  }

  draw(): void {
    const study = this.#study;
    const { names, kind } = study.get("outputs");
    const { values } = study.get("prediction");
    const explained = study.get("output");
    const order = this.#ranked(names, values);
    const listed = listedOf(order, explained);
    show(this.rest, listed.length < order.length);
    write(this.rest, `and ${count(order.length - listed.length)} more`);
    const [low, high] = kind === "probability" ? [0, 1] : [Math.min(0, ...values), Math.max(0, ...values)];
    const text = kind === "probability" ? probability : number;
    const nodes = listed.map((output) => {
      const button = this.#buttons.get(output) ?? makeOutput(output);
      this.#buttons.set(output, button);
      button.node.disabled = !study.live;
      button.draw(names[output] ?? "", values[output] ?? Number.NaN, text, low, high, output === explained);
      return button.node;
    });
    arrange(this.node, nodes);
    this.node.classList.toggle("lw-many", names.length >= many);
    const wide = listed.some((output) => (names[output] ?? "").length > long);
    this.node.classList.toggle("lw-long", wide);
    this.#reveal();
  }

  // A thousand outputs are ranked once for each answer of the model.
  readonly #ranked = remembered((names: readonly string[], values: readonly number[]) => {
    const order = names.map((_, i) => i);
    if (names.length >= many) order.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
    return order;
  });

  /** Scroll the explained output into view within the list. The page does not scroll. */
  #reveal(): void {
    const list = this.node;
    const node = this.#buttons.get(this.#study.get("output"))?.node;
    if (node === undefined || node.parentNode !== list) return;
    const rank = [...list.children].indexOf(node);
    if ((this.#seen?.node === node && this.#seen.rank === rank) || list.clientHeight === 0) return;
    this.#seen = { node, rank };
    const { offsetTop: top, offsetHeight: height } = node;
    list.scrollTop = Math.min(top, Math.max(list.scrollTop, top + height - list.clientHeight));
  }

  #press(event: KeyboardEvent): void {
    const here = event.target;
    if (!(here instanceof HTMLElement)) return;
    const next = {
      ArrowDown: here.nextElementSibling,
      ArrowRight: here.nextElementSibling,
      ArrowUp: here.previousElementSibling,
      ArrowLeft: here.previousElementSibling,
      Home: this.node.firstElementChild,
      End: this.node.lastElementChild,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (!(next instanceof HTMLElement)) return;
    next.focus();
    next.click();
  }
}
