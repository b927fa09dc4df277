// The model's prediction: every class or output as a small bar and a radio button that selects the explained one, or
// a single value on its range.

import type { StudyModel } from "../../model/study_model";
import { arrange, make, makePlainButton, mark, show, write } from "../../ui/elements";
import { chance, count, number, probability } from "../../ui/format";

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
  const list = make("div", { class: "lw-outputs", role: "radiogroup", "aria-label": "Explained output" });
  const rest = make("p", {
    class: "lw-rest",
    title: "The list of Explained output in the panel has all of them",
  });
  const range = makeRange();
  const node = make("div", { class: "lw-prediction" }, title, list, rest, range.node);
  const choices = new Map<number, Choice>();
  let seen: { node: HTMLElement; rank: number } | undefined;
  /** Scroll the explained output into view within the list. The page does not scroll. */
  const reveal = () => {
    const node = choices.get(study.get("output"))?.node;
    if (node === undefined || node.parentNode !== list) return;
    const rank = [...list.children].indexOf(node);
    if ((seen?.node === node && seen.rank === rank) || list.clientHeight === 0) return;
    seen = { node, rank };
    const { offsetTop: top, offsetHeight: height } = node;
    list.scrollTop = Math.min(top, Math.max(list.scrollTop, top + height - list.clientHeight));
  };
  // A view is usually drawn before it is attached to the page.
  const sizes = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(reveal);
  sizes?.observe(list);
  signal.addEventListener("abort", () => sizes?.disconnect());

  let ranking: { values: readonly number[]; order: number[] } | undefined;
  const ranked = (names: readonly string[], values: readonly number[]) => {
    if (ranking?.values === values && ranking.order.length === names.length) return ranking.order;
    const order = names.map((_, i) => i);
    if (names.length >= many) order.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
    ranking = { values, order };
    return order;
  };

  const drawChoices = (explained: number) => {
    const { names, kind } = study.get("outputs");
    const { values } = study.get("prediction");
    const order = ranked(names, values);
    const listed = order.filter((output, rank) => rank < most || output === explained);
    show(rest, listed.length < order.length);
    write(rest, `and ${count(order.length - listed.length)} more`);
    const [low, high] = kind === "probability" ? [0, 1] : [Math.min(0, ...values), Math.max(0, ...values)];
    const text = kind === "probability" ? probability : number;
    const shown = listed.map((output) => {
      const choice = choices.get(output) ?? makeChoice(output);
      choices.set(output, choice);
      choice.node.disabled = !study.live;
      choice.draw(names[output] ?? "", values[output] ?? Number.NaN, text, low, high, output === explained);
      return choice.node;
    });
    arrange(list, shown);
    list.classList.toggle("lw-many", names.length >= many);
    list.classList.toggle(
      "lw-long",
      listed.some((output) => (names[output] ?? "").length > long),
    );
    reveal();
  };

  list.addEventListener(
    "click",
    (event) => {
      const choice =
        event.target instanceof Element ? event.target.closest<HTMLElement>("[data-output]") : null;
      if (choice !== null) study.set("output", Number(choice.dataset["output"]));
    },
    { signal },
  );
  list.addEventListener(
    "keydown",
    (event) => {
      const here = event.target;
      if (!(here instanceof HTMLElement)) return;
      const next = {
        ArrowDown: here.nextElementSibling,
        ArrowRight: here.nextElementSibling,
        ArrowUp: here.previousElementSibling,
        ArrowLeft: here.previousElementSibling,
        Home: list.firstElementChild,
        End: list.lastElementChild,
      }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      if (!(next instanceof HTMLElement)) return;
      next.focus();
      next.click();
    },
    { signal },
  );

  return {
    node,
    draw(surrogate) {
      const { names, kind } = study.get("outputs");
      const { values, low, high } = study.get("prediction");
      const explained = study.get("output");
      const value = values[explained];
      if (value === undefined) {
        write(title, "The model has not answered yet.");
        show(list, false);
        show(rest, false);
        show(range.node, false);
        return;
      }
      const best = values.indexOf(Math.max(...values));
      const classes = kind === "probability" && names.length > 1;
      title.replaceChildren(
        "The model predicts ",
        classes ? "class " : "",
        make("strong", {}, classes ? `"${names[best] ?? ""}"` : number(value, 4)),
        classes ? `, ${chance(values[best] ?? Number.NaN)}` : "",
        !classes && names.length > 1 ? ` for ${names[explained] ?? ""}` : "",
      );
      show(list, names.length > 1);
      show(rest, false);
      if (names.length > 1) drawChoices(explained);
      show(range.node, kind !== "probability" || names.length < 2);
      range.draw(value, surrogate, low, high);
    },
  };
}

interface Choice {
  node: HTMLButtonElement;
  draw(
    name: string,
    value: number,
    text: (value: number) => string,
    low: number,
    high: number,
    explained: boolean,
  ): void;
}

function makeChoice(output: number): Choice {
  const label = make("span", { class: "lw-choice-name" });
  const fill = make("span", { class: "lw-fill" });
  const text = make("span", { class: "lw-choice-value" });
  const node = makePlainButton(
    { class: "lw-choice", role: "radio", "data-output": String(output) },
    label,
    make("span", { class: "lw-meter", "aria-hidden": "true" }, fill),
    text,
  );
  return {
    node,
    draw(name, value, asText, low, high, explained) {
      const scale = high > low ? 100 / (high - low) : 0;
      const [from, to] = [Math.min(0, value), Math.max(0, value)];
      fill.style.left = `${((from - low) * scale).toFixed(2)}%`;
      fill.style.width = `${((to - from) * scale).toFixed(2)}%`;
      write(label, name);
      write(text, asText(value));
      mark(node, "aria-checked", String(explained));
      mark(node, "aria-label", `${name}, ${asText(value)}`);
      mark(
        node,
        "title",
        explained || node.disabled
          ? `${name}${explained ? ": the explained output" : ""}`
          : `Explain ${name}`,
      );
      node.tabIndex = explained ? 0 : -1;
    },
  };
}

/** Create a track for the model's value and the surrogate's, on the range of the model's answers to the samples. */
function makeRange() {
  const [low, high] = [make("span", { class: "lw-end" }), make("span", { class: "lw-end" })];
  const modelDot = make("span", { class: "lw-dot" });
  const surrogateDot = make("span", { class: "lw-dot lw-dot-surrogate" });
  const track = make("span", { class: "lw-range-track", role: "img" }, surrogateDot, modelDot);
  const node = make("div", { class: "lw-range" }, low, track, high);
  return {
    node,
    draw(value: number, surrogate: number, from: number, to: number) {
      const known = Number.isFinite(from) && Number.isFinite(to) && to > from;
      show(track, known);
      write(low, known ? number(from, 4) : "");
      write(high, known ? number(to, 4) : "");
      if (!known) return;
      const share = (x: number) =>
        `${(Math.max(0, Math.min(1, (x - from) / (to - from))) * 100).toFixed(2)}%`;
      modelDot.style.left = share(value);
      surrogateDot.style.left = share(surrogate);
      show(surrogateDot, Number.isFinite(surrogate));
      mark(modelDot, "title", `Model: ${number(value, 4)}`);
      mark(surrogateDot, "title", `Surrogate: ${number(surrogate, 4)}`);
      const over = `to the samples, ${number(from, 4)} to ${number(to, 4)}`;
      mark(track, "aria-label", `Model: ${number(value, 4)}, on the range of its answers ${over}`);
      mark(track, "title", `Range of the model's answers ${over}`);
    },
  };
}
