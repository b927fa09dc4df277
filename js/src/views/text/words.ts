// The text as written, with each unit in a span. Units are colored by weight, walked with the arrow keys, removed and
// restored. The spans are created once for each text; a redraw writes only the ones that differ.
import { decode } from "../../model/codec";
import type { Bar } from "../../model/frames";
import type { StudyModel } from "../../model/study_model";
import type { Text } from "../../model/wire";
import { focused, make, makeFocusable, mark } from "../../ui/elements";
import { followPointer, isSelected, moveStop, walk } from "../../ui/pointing";
import { isUnsure, type Measure, weightSentence } from "../../ui/wording";

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
  // With dir="auto" the browser reads the whole text again for each child that changes, which takes seconds for ten
  // thousand words. So all children are replaced together.
  let whole = make("div", { class: "lw-whole-text" });
  const node = make("div", { class: "lw-words", role: "group", dir: "auto" }, whole);
  let mask = "";
  let units = new Map<number, HTMLElement[]>();
  let colored = new Map<number, string>();
  let struck: ReadonlySet<number> = new Set();
  let highlighted = -1;

  const pointing = followPointer(node, study, signal);
  walk(node, ".lw-unit", signal, stepTo);
  node.addEventListener("focusin", ({ target }) => stopAt(target), { signal });
  node.addEventListener("click", ({ target }) => press(target), { signal });
  node.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      press(event.target);
    },
    { signal },
  );
  node.addEventListener("pointerover", ({ target }) => explain(target), { signal });

  const unitAt = (target: EventTarget | null) =>
    target instanceof Element ? target.closest<HTMLElement>(".lw-unit") : null;
  const stopAt = (target: EventTarget | null) => {
    const unit = unitAt(target);
    if (unit !== null) moveStop(node.querySelector<HTMLElement>('[tabindex="0"]') ?? undefined, unit);
  };
  const press = (target: EventTarget | null) => {
    const unit = unitAt(target);
    if (unit === null || isSelected(unit)) return;
    toggle(Number(unit.dataset["feature"]));
    explain(unit);
  };
  // Ten thousand tooltips are written only on demand.
  const explain = (target: EventTarget | null) => {
    const unit = unitAt(target);
    if (unit === null || !study.live) return;
    const away = mask === "" ? "remove it" : `replace it with “${mask}”`;
    const back = mask === "" ? "Removed" : `Replaced with “${mask}”`;
    const out = struck.has(Number(unit.dataset["feature"]));
    mark(unit, "title", out ? `${back}. Click to restore it.` : `Click to ${away} and ask the model.`);
  };
  const clear = (unit: HTMLElement) => {
    for (const name of ["data-weight", "aria-label", "style"]) mark(unit, name, null);
    unit.classList.remove("lw-for", "lw-against", "lw-unsure");
  };

  return {
    node,
    lay(text) {
      const [starts, stops] = [decode(text.starts, "i4"), decode(text.stops, "i4")];
      const features = decode(text.features, "i4");
      const all = make("div", { class: "lw-whole-text" });
      mask = text.mask;
      units = new Map();
      colored = new Map();
      struck = new Set();
      highlighted = -1;
      let end = 0;
      features.forEach((feature, k) => {
        const [start = 0, stop = 0] = [starts[k], stops[k]];
        if (start > end) all.append(text.text.slice(end, start));
        const unit = makeFocusable(
          "span",
          { class: "lw-unit", role: "button", tabindex: "-1", "aria-pressed": "false" },
          text.text.slice(start, stop),
        );
        unit.dataset["feature"] = String(feature);
        all.append(unit);
        end = stop;
        const equals = units.get(feature);
        if (equals === undefined) units.set(feature, [unit]);
        else equals.push(unit);
      });
      all.append(text.text.slice(end));
      const held = focused(node) !== null;
      whole.replaceWith(all);
      whole = all;
      const first = all.firstElementChild;
      if (!(first instanceof HTMLElement)) return;
      first.tabIndex = 0;
      if (held) first.focus({ preventScroll: true });
    },
    color(bars, names, measure) {
      const next = new Map<number, string>();
      for (const bar of bars) {
        const sentence = weightSentence(bar, names[bar.feature] ?? "", measure);
        const strength = measure.largest > 0 ? (strongest * Math.abs(bar.weight)) / measure.largest : 0;
        const key = `${bar.weight} ${strength.toFixed(1)} ${sentence}`;
        next.set(bar.feature, key);
        if (colored.get(bar.feature) === key) continue;
        for (const unit of units.get(bar.feature) ?? []) {
          mark(unit, "data-weight", String(bar.weight));
          mark(unit, "aria-label", sentence);
          unit.style.setProperty("--lw-strength", `${strength.toFixed(1)}%`);
          unit.classList.toggle("lw-for", bar.weight > 0);
          unit.classList.toggle("lw-against", bar.weight < 0);
          unit.classList.toggle("lw-unsure", isUnsure(bar, measure));
        }
      }
      for (const feature of colored.keys()) {
        if (!next.has(feature)) for (const unit of units.get(feature) ?? []) clear(unit);
      }
      colored = next;
    },
    strike(removed) {
      for (const feature of new Set([...struck, ...removed])) {
        const out = removed.has(feature);
        if (out === struck.has(feature)) continue;
        for (const unit of units.get(feature) ?? []) {
          unit.classList.toggle("lw-out", out);
          mark(unit, "aria-pressed", String(out));
          mark(unit, "title", null);
        }
      }
      struck = new Set(removed);
    },
    highlight(feature) {
      if (feature === highlighted) return;
      for (const unit of units.get(highlighted) ?? []) unit.classList.remove("lw-highlight");
      const found = units.get(feature) ?? [];
      for (const unit of found) unit.classList.add("lw-highlight");
      highlighted = feature;
      if (!pointing.active) bringIntoSight(node, found);
    },
  };
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

function stepTo(unit: HTMLElement, key: string): Element | null | undefined {
  const [before, after] = [unit.previousElementSibling, unit.nextElementSibling];
  const [left, right] = runsLeftward(unit) ? [after, before] : [before, after];
  switch (key) {
    case "ArrowLeft":
      return left;
    case "ArrowRight":
      return right;
    case "ArrowUp":
      return lineBeside(unit, (node) => node.previousElementSibling);
    case "ArrowDown":
      return lineBeside(unit, (node) => node.nextElementSibling);
    case "Home":
      return unit.parentElement?.firstElementChild;
    case "End":
      return unit.parentElement?.lastElementChild;
    default:
      return undefined;
  }
}

function sameLine(a: DOMRect, b: DOMRect): boolean {
  return Math.abs(a.top - b.top) <= Math.max(a.height, b.height) / 2;
}

/** Detect a right-to-left text by the position of the next unit. */
function runsLeftward(unit: Element): boolean {
  const here = unit.getBoundingClientRect();
  const after = unit.nextElementSibling?.getBoundingClientRect();
  if (after !== undefined && sameLine(here, after)) return after.left < here.left;
  const before = unit.previousElementSibling?.getBoundingClientRect();
  return before !== undefined && sameLine(here, before) && before.left > here.left;
}

/** Return the nearest unit in the line before or after. */
function lineBeside(unit: Element, step: (node: Element) => Element | null): Element | null {
  const here = unit.getBoundingClientRect();
  const middle = here.left + here.width / 2;
  let line: DOMRect | undefined;
  let nearest: Element | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (let node = step(unit); node !== null; node = step(node)) {
    const box = node.getBoundingClientRect();
    if (sameLine(here, box)) continue;
    line ??= box;
    if (!sameLine(line, box)) break;
    const d = Math.abs(box.left + box.width / 2 - middle);
    if (d < distance) [nearest, distance] = [node, d];
  }
  return nearest;
}
