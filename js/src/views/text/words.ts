// The text as written, with each unit in a span. Units are colored by weight, walked with the arrow keys, removed and
// restored. The spans are created once for each text; a redraw writes only the ones that differ.

import type { Bar } from "../../model/frames";
import type { StudyModel } from "../../model/study_model";
import type { Text } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { focused, listen, make, mark } from "../../ui/elements";
import { followPointer, isSelected, moveStop, type Pointing, walk } from "../../ui/pointing";
import { isUnsure, type Measure, weightSentence } from "../../words/wording";
import { laidOut } from "./layout";
import { stepTo } from "./steps";

/**
 * The opacity of the color behind the largest weight, in percent. A stronger color would reduce the text's contrast.
 */
export const strongest = 50;

export interface Words {
  node: HTMLElement;
  lay(text: Text): void;
  color(bars: readonly Bar[], names: readonly string[], measure: Measure): void;
  strike(removed: ReadonlySet<number>): void;
  highlight(feature: number): void;
}

export function makeWords(study: StudyModel, signal: AbortSignal, toggle: (feature: number) => void): Words {
  return new Units(study, signal, toggle);
}

class Units implements Words {
  readonly #study: StudyModel;
  readonly #toggle: (feature: number) => void;

  // With dir="auto" the browser reads the whole text again for each child that changes, which takes seconds for ten
  // thousand words. So all children are replaced together.
  #whole = make("div", { class: "lw-whole-text" });
  readonly node = make("div", { class: "lw-words", role: "group", dir: "auto" }, this.#whole);
  #mask = "";
  /** The elements of each feature. */
  #units = new Map<number, HTMLElement[]>();
  /** What is drawn of each feature. */
  #colored = new Map<number, string>();
  #struck: ReadonlySet<number> = new Set();
  #highlighted = -1;
  readonly #pointing: Pointing;

  constructor(study: StudyModel, signal: AbortSignal, toggle: (feature: number) => void) {
    this.#study = study;
    this.#toggle = toggle;

    const { node } = this;
    this.#pointing = followPointer(node, study, signal);
    walk(node, ".lw-unit", signal, stepTo);
    listen(node, "focusin", ({ target }) => this.#stopAt(target), signal);
    listen(node, "click", ({ target }) => this.#press(target), signal);
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      this.#press(event.target);
    };
    listen(node, "keydown", key, signal);
    listen(node, "pointerover", ({ target }) => this.#explain(target), signal);
  }

  lay(text: Text): void {
    this.#mask = text.mask;
    this.#colored = new Map();
    this.#struck = new Set();
    this.#highlighted = -1;
    const { whole, units } = laidOut(text);
    this.#units = units;
    const held = focused(this.node) !== null;
    this.#whole.replaceWith(whole);
    this.#whole = whole;
    const first = whole.querySelector<HTMLElement>(".lw-unit");
    if (first === null) return;
    first.tabIndex = 0;
    if (held) first.focus({ preventScroll: true });
  }

  color(bars: readonly Bar[], names: readonly string[], measure: Measure): void {
    const next = new Map<number, string>();
    for (const bar of bars) {
      const sentence = weightSentence(bar, names[bar.feature] ?? "", measure);
      const strength = measure.largest > 0 ? (strongest * Math.abs(bar.weight)) / measure.largest : 0;
      const drawn = `${bar.weight} ${strength.toFixed(1)} ${sentence}`;
      next.set(bar.feature, drawn);
      if (this.#colored.get(bar.feature) === drawn) continue;
      for (const unit of this.#unitsOf(bar.feature)) paint(unit, bar, strength, sentence, measure);
    }
    for (const feature of this.#colored.keys()) {
      if (!next.has(feature)) for (const unit of this.#unitsOf(feature)) clear(unit);
    }
    this.#colored = next;
  }

  strike(removed: ReadonlySet<number>): void {
    for (const feature of new Set([...this.#struck, ...removed])) {
      const out = removed.has(feature);
      if (out === this.#struck.has(feature)) continue;
      for (const unit of this.#unitsOf(feature)) {
        unit.classList.toggle("lw-out", out);
        mark(unit, "aria-pressed", String(out));
        mark(unit, "title", null);
      }
    }
    this.#struck = new Set(removed);
  }

  highlight(feature: number): void {
    if (feature === this.#highlighted) return;
    for (const unit of this.#unitsOf(this.#highlighted)) unit.classList.remove("lw-highlight");
    const found = this.#unitsOf(feature);
    for (const unit of found) unit.classList.add("lw-highlight");
    this.#highlighted = feature;
    if (!this.#pointing.active) bringIntoSight(this.node, found);
  }

  #unitsOf(feature: number): readonly HTMLElement[] {
    return this.#units.get(feature) ?? [];
  }

  #stopAt(target: EventTarget | null): void {
    const unit = unitAt(target);
    if (unit !== null) moveStop(this.node.querySelector<HTMLElement>('[tabindex="0"]') ?? undefined, unit);
  }

  #press(target: EventTarget | null): void {
    const unit = unitAt(target);
    if (unit === null || isSelected(unit)) return;
    this.#toggle(Number(unit.dataset["feature"]));
    this.#explain(unit);
  }

  /** Write the tooltip of one unit: ten thousand are written only on demand. */
  #explain(target: EventTarget | null): void {
    const unit = unitAt(target);
    if (unit === null || !this.#study.live) return;
    const mask = this.#mask;
    const out = this.#struck.has(Number(unit.dataset["feature"]));
    const [away, back] =
      mask === "" ? (["unit.remove", "unit.removed"] as const) : (["unit.replace", "unit.replaced"] as const);
    mark(unit, "title", say(out ? back : away, { mask }));
  }
}

function unitAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(".lw-unit") : null;
}

function paint(unit: HTMLElement, bar: Bar, strength: number, sentence: string, measure: Measure): void {
  mark(unit, "data-weight", String(bar.weight));
  mark(unit, "aria-label", sentence);
  unit.style.setProperty("--lw-strength", `${strength.toFixed(1)}%`);
  unit.classList.toggle("lw-for", bar.weight > 0);
  unit.classList.toggle("lw-against", bar.weight < 0);
  unit.classList.toggle("lw-unsure", isUnsure(bar, measure));
}

function clear(unit: HTMLElement): void {
  for (const name of ["data-weight", "aria-label", "style"]) mark(unit, name, null);
  unit.classList.remove("lw-for", "lw-against", "lw-unsure");
}

/** Scroll to the unit that another view highlights, within the box. The page does not scroll. */
function bringIntoSight(box: HTMLElement, found: readonly HTMLElement[]): void {
  const [first] = found;
  if (first === undefined || box.scrollHeight <= box.clientHeight) return;
  const bottom = box.scrollTop + box.clientHeight;
  const seen = found.some(
    ({ offsetTop, offsetHeight }) => offsetTop >= box.scrollTop && offsetTop + offsetHeight <= bottom,
  );
  if (!seen) box.scrollTop = first.offsetTop - box.clientHeight / 3;
}
