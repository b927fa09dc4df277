// The features as entries, each in the color of its curve, with its weight at the current width. Pointing at one
// highlights its feature in every view; a click shows or hides its curve.

import type { Bar } from "../../model/frames";
import type { StudyModel } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import { arrange, listen, make, makePlainButton, mark, show, write } from "../../ui/elements";
import { writeName } from "../../ui/names/names";
import { followPointer } from "../../ui/pointing";
import { beside, magnitude, weight } from "../../words/format";

/** The number of features that have a curve and a color from the start. */
export const most = 12;

export interface Legend {
  node: HTMLElement;
  /** Return the features whose curves are displayed, the largest first. */
  shown(ranked: readonly number[]): number[];
  /** The feature's color, kept while the view is open. */
  color(feature: number): string;
  /** `bars` are the current weights, and `largest` is the largest of them; `hideErrors` hides the errors. */
  draw(ranked: readonly number[], bars: readonly Bar[], largest: number, hideErrors: boolean): void;
}

export function makeLegend(study: StudyModel, signal: AbortSignal, changed: () => void): Legend {
  const list = make("div", { class: "lw-legend", role: "group", "aria-label": say("legend.group") });
  const more = makePlainButton({ class: "lw-chip-more" });
  /** The curves that the user showed or hid. */
  const byHand = new Map<number, boolean>();
  const colors = new Map<number, number>();
  const entries = new Map<number, Entry>();
  let all = false;

  followPointer(list, study, signal);
  listen(
    list,
    "click",
    ({ target }) => {
      const button = target instanceof Element ? target.closest<HTMLElement>("button") : null;
      if (button === null) return;
      if (button === more) all = !all;
      else byHand.set(Number(button.dataset["feature"]), button.getAttribute("aria-pressed") !== "true");
      changed();
    },
    signal,
  );
  const isShown = (feature: number, rank: number) => byHand.get(feature) ?? rank < most;

  return {
    node: list,
    shown(ranked) {
      const shown = ranked.filter(isShown);
      giveColors(shown, colors);
      return shown;
    },
    color: (feature) => `var(--lw-series-${colors.get(feature) ?? 0})`,
    draw(ranked, bars, largest, hideErrors) {
      const { names } = study.get("features");
      const listed = ranked.filter((feature, rank) => all || rank < most || isShown(feature, rank));
      const rest =
        ranked.length - ranked.filter((feature, rank) => rank < most || isShown(feature, rank)).length;
      const nodes = listed.map((feature) => {
        const entry = entries.get(feature) ?? makeEntry(feature);
        entries.set(feature, entry);
        const on = isShown(feature, ranked.indexOf(feature));
        entry.draw(
          names[feature] ?? say("feature.unnamed", { feature: String(feature) }),
          bars.find((bar) => bar.feature === feature),
          largest,
          on,
          on ? this.color(feature) : "transparent",
          hideErrors,
        );
        return entry.node;
      });
      show(more, rest > 0);
      write(more, all ? say("legend.fewer") : say("bars.more", { n: rest }));
      mark(more, "aria-expanded", String(all));
      arrange(list, [...nodes, more]);
      const feature = study.get("highlight");
      for (const [each, entry] of entries) entry.node.classList.toggle("lw-pointed", each === feature);
    },
  };
}

/**
 * Give each feature the color of its place among all features: with up to twelve, the same one in every view and for
 * every row. Of more, one keeps its color unless another feature has it too; the others get free ones, and then share.
 */
function giveColors(shown: readonly number[], colors: Map<number, number>): void {
  const used = new Set<number>();
  const without = shown.filter((feature) => {
    const color = colors.get(feature);
    if (color === undefined || used.has(color)) return true;
    used.add(color);
    return false;
  });
  for (const feature of without) {
    const own = feature % most;
    const free = Array.from({ length: most }, (_, i) => (own + i) % most).find((i) => !used.has(i)) ?? own;
    colors.set(feature, free);
    used.add(free);
  }
}

interface Entry {
  node: HTMLElement;
  draw(
    name: string,
    bar: Bar | undefined,
    largest: number,
    on: boolean,
    color: string,
    hideErrors: boolean,
  ): void;
}

function makeEntry(feature: number): Entry {
  const label = make("span", { class: "lw-chip-name" });
  const value = make("span", { class: "lw-chip-value" });
  const swatch = make("span", { class: "lw-swatch", "aria-hidden": "true" });
  const node = makePlainButton(
    { class: "lw-curve-chip", "data-feature": String(feature) },
    swatch,
    label,
    value,
  );
  return {
    node,
    draw(name, bar, largest, on, color, hideErrors) {
      writeName(label, name);
      const error =
        bar === undefined || hideErrors || !Number.isFinite(bar.interval) ? undefined : bar.interval;
      const spread = error === undefined ? "" : ` ± ${magnitude(beside(error, largest), largest)}`;
      write(
        value,
        bar === undefined ? say("legend.none") : weight(beside(bar.weight, largest), largest) + spread,
      );
      swatch.style.setProperty("--lw-color", color);
      mark(node, "aria-pressed", String(on));
      const description = bar === undefined ? say("legend.dropped") : (value.textContent ?? "");
      mark(node, "title", say(on ? "legend.hide" : "legend.show", { name, value: description }));
    },
  };
}
