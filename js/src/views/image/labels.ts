// The most likely labels as buttons: one is explained, and others can be shown beside it.

import type { StudyModel } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import { arrange, listen, make, makePlainButton, mark, show, write } from "../../ui/elements";
import { writeName } from "../../ui/names/names";
import { makePicker } from "../../ui/picker";
import { number, probability } from "../../words/format";

/** The number of likely labels with a button, and the largest number of labels beside the explained one. */
const [likeliest, mostCompared] = [3, 4];

export interface Labels {
  node: HTMLElement;
  draw(): void;
}

export function makeLabels(study: StudyModel, signal: AbortSignal): Labels {
  const node = make("fieldset", { class: "lw-labels", "aria-label": say("labels.group") });
  const known = new Map<number, LabelButtons>();
  let ranked: readonly number[] | undefined;
  let order: number[] = [];
  const picker = makePicker(study, signal, (output) => study.set("output", output));

  listen(node, "click", ({ target }) => click(study, target), signal);

  return {
    node,
    draw() {
      const { names } = study.get("outputs");
      const { values } = study.get("prediction");
      show(node, names.length > 1 && values.length > 1);
      if (node.hidden) return;
      node.disabled = !study.live;
      // With a thousand labels, rank them only once for each answer of the model.
      if (values !== ranked) order = largestOf(values, values.length);
      ranked = values;
      const explained = study.get("output");
      const compared = comparedOf(study);
      const wanted = new Set([...order.slice(0, likeliest), explained, ...compared]);
      const outputs = [...wanted].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
      const full = compared.length >= mostCompared;
      picker.draw(order, order.length - outputs.length);
      const chips = outputs.map((output) => {
        const buttons = known.get(output) ?? makeButtons(output);
        known.set(output, buttons);
        const beside = compared.includes(output);
        buttons.draw(
          names[output] ?? say("output.unnamed", { output: String(output) }),
          answerText(study, output),
          output === explained,
          beside,
          full,
        );
        return buttons.node;
      });
      arrange(node, [...chips, picker.node]);
    },
  };
}

/** Explain the label of a button, or display it beside the explained one. */
function click(study: StudyModel, target: EventTarget | null): void {
  const button = target instanceof Element ? target.closest<HTMLElement>("button") : null;
  if (button === null) return;
  const { output, beside } = button.dataset;
  const compared = comparedOf(study);
  const chosen = Number(output ?? beside);
  const place = compared.indexOf(chosen);
  if (output !== undefined) {
    // A label that is displayed beside the explained one swaps places with it.
    if (place >= 0) study.set("compared", compared.with(place, study.get("output")));
    study.set("output", chosen);
  } else {
    const others = compared.filter((each) => each !== chosen);
    study.set("compared", place < 0 ? [...compared, chosen].slice(0, mostCompared) : others);
  }
}

/** Return the labels beside the explained one. */
export function comparedOf(study: StudyModel): number[] {
  const explained = study.get("output");
  return (study.get("compared") ?? []).filter((output) => output !== explained);
}

/** Format the model's answer for one output. */
export function answerText(study: StudyModel, output: number): string {
  const text = study.get("outputs").kind === "probability" ? probability : number;
  const value = study.get("prediction").values[output];
  return value === undefined ? "" : text(value);
}

/** Return the indices of the `k` largest values, the largest first. */
export function largestOf(values: readonly number[], k: number): number[] {
  return [...values.keys()].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0)).slice(0, k);
}

interface LabelButtons {
  node: HTMLElement;
  draw(name: string, answer: string, explained: boolean, beside: boolean, full: boolean): void;
}

function makeButtons(output: number): LabelButtons {
  const label = make("span", { class: "lw-label-name" });
  const value = make("span", { class: "lw-label-value" });
  const explain = makePlainButton({ class: "lw-label-button", "data-output": String(output) }, label, value);
  const compare = makePlainButton({
    class: "lw-beside",
    "data-beside": String(output),
  });
  return {
    node: make("span", { class: "lw-chip" }, explain, compare),
    draw(name, answer, explained, beside, full) {
      writeName(label, name);
      write(value, answer);
      mark(explain, "aria-pressed", String(explained));
      mark(explain, "title", say(explained ? "labels.explained" : "labels.explain", { name }));
      show(compare, !explained);
      mark(compare, "aria-pressed", String(beside));
      compare.disabled = full && !beside;
      mark(compare, "aria-label", say("labels.beside", { name }));
      mark(
        compare,
        "title",
        beside ? say("labels.remove", { name }) : full ? say("labels.full") : say("labels.compare", { name }),
      );
    },
  };
}
