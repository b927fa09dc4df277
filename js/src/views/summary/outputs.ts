// The model's prediction in words, and its outputs: the likeliest as buttons, all of them in a list that can be
// searched. One of them is explained.

import type { StudyModel } from "../../model/study_model";
import type { State } from "../../model/wire";
import { around, say } from "../../texts/catalogue";
import { arrange, listen, make, mark, show, write } from "../../ui/elements";
import { writeName } from "../../ui/names/names";
import { makePicker } from "../../ui/picker";
import { remembered } from "../../ui/remembered";
import { chance, number, probability } from "../../words/format";
import { makeOutput, type OutputButton } from "./output";
import { makeRange } from "./range";

/** From this number of outputs on, they are sorted by the answers. */
const many = 6;
/** At most this number of likely outputs have a button. The others are in the list. */
const most = 3;

export interface Outputs {
  nodes: HTMLElement[];
  /** `surrogate` is the surrogate's prediction for the row, or NaN. */
  draw(surrogate: number): void;
}

export function makeOutputs(study: StudyModel, signal: AbortSignal, named = ""): Outputs {
  const title = make("h4", { class: "lw-answer" });
  const list = new OutputList(study, signal);
  const range = makeRange();
  return {
    nodes: [title, list.node, range.node],
    draw(surrogate) {
      const { names, kind } = study.get("outputs");
      const { values, low, high } = study.get("prediction");
      const explained = study.get("output");
      const value = values[explained];
      const several = value !== undefined && names.length > 1;
      show(list.node, several);
      show(range.node, value !== undefined && (kind !== "probability" || names.length < 2));
      if (value === undefined) {
        write(title, say("answer.none"));
        return;
      }
      const { before, main, after } = headline(names, kind, values, explained, named, withoutRemoved(study));
      const answer = make("strong");
      writeName(answer, main);
      title.replaceChildren(before, answer, after);
      mark(title, "title", title.textContent);
      if (several) list.draw();
      range.draw(value, surrogate, low, high);
    },
  };
}

/** 'Model: class "spam", 99 %', or "Model: 20.4 for cost", in three parts. */
export function headline(
  names: readonly string[],
  kind: State["outputs"]["kind"],
  values: readonly number[],
  explained: number,
  named = "",
  without?: readonly number[],
): { before: string; main: string; after: string } {
  if (kind === "probability" && names.length > 1) {
    const best = values.indexOf(Math.max(...values));
    const [before, after] = around("answer.class", "answer", {
      chance: follows(values[best], without?.[best], chance),
      model: named || say("answer.model"),
    });
    return { before, main: `"${names[best] ?? ""}"`, after };
  }
  const id = names.length > 1 ? "answer.value_of" : "answer.value";
  const [before, after] = around(id, "answer", {
    output: names[explained] ?? "",
    model: named || say("answer.model"),
  });
  return {
    before,
    main: follows(values[explained], without?.[explained], (value) => number(value, 4)),
    after,
  };
}

/** The model's answers without what is removed by hand: the words or superpixels that were clicked. */
function withoutRemoved(study: StudyModel): readonly number[] | undefined {
  const removed = study.get("removed") ?? [];
  const variant = removed.length > 0 ? study.get("variant") : null;
  return variant?.values ?? undefined;
}

/** "42 %", or "42 % → 22 %" while parts are removed. */
function follows(value = Number.NaN, without: number | undefined, text: (value: number) => string): string {
  if (without === undefined) return text(value);
  return say("answer.follows", { before: text(value), after: text(without) });
}

/** Return the outputs with a button: the likeliest of many, and the explained one. */
export function listedOf(order: readonly number[], explained: number): number[] {
  if (order.length < many) return [...order];
  return order.filter((output, rank) => rank < most || output === explained);
}

class OutputList {
  readonly #study: StudyModel;

  readonly #radios = make("div", {
    class: "lw-outputs",
    role: "radiogroup",
    "aria-label": say("answer.outputs"),
  });
  readonly #picker;
  readonly node;
  readonly #buttons = new Map<number, OutputButton>();

  constructor(study: StudyModel, signal: AbortSignal) {
    this.#study = study;

    this.#picker = makePicker(study, signal, (output) => study.set("output", output));
    this.node = make("div", { class: "lw-choices" }, this.#radios, this.#picker.node);
    const choose = ({ target }: Event) => {
      const chosen = target instanceof Element ? target.closest<HTMLElement>("[data-output]") : null;
      if (chosen !== null) study.set("output", Number(chosen.dataset["output"]));
    };
    listen(this.#radios, "click", choose, signal);
    listen(this.#radios, "keydown", (event) => this.#press(event), signal);
  }

  draw(): void {
    const study = this.#study;
    const { names, kind } = study.get("outputs");
    const { values } = study.get("prediction");
    const explained = study.get("output");
    const order = this.#ranked(names, values);
    const listed = listedOf(order, explained);
    this.#picker.draw(order, order.length - listed.length);
    const [low, high] = kind === "probability" ? [0, 1] : [Math.min(0, ...values), Math.max(0, ...values)];
    const nodes = listed.map((output) => {
      const button = this.#buttons.get(output) ?? makeOutput(output);
      this.#buttons.set(output, button);
      button.node.disabled = !study.live;
      button.draw(
        names[output] ?? "",
        values[output] ?? Number.NaN,
        textOf(kind),
        low,
        high,
        output === explained,
      );
      return button.node;
    });
    arrange(this.#radios, nodes);
  }

  // A thousand outputs are ranked once for each answer of the model.
  readonly #ranked = remembered((names: readonly string[], values: readonly number[]) => {
    const order = names.map((_, i) => i);
    if (names.length >= many) order.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
    return order;
  });

  #press(event: KeyboardEvent): void {
    const here = event.target;
    if (!(here instanceof HTMLElement)) return;
    const next = {
      ArrowDown: here.nextElementSibling,
      ArrowRight: here.nextElementSibling,
      ArrowUp: here.previousElementSibling,
      ArrowLeft: here.previousElementSibling,
      Home: this.#radios.firstElementChild,
      End: this.#radios.lastElementChild,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (!(next instanceof HTMLElement)) return;
    next.focus();
    next.click();
  }
}

function textOf(kind: State["outputs"]["kind"]): (value: number) => string {
  return kind === "probability" ? probability : number;
}
