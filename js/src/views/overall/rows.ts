// Both weights of each feature side by side, on one scale.
import { decode } from "../../model/codec";
import type { GlobalWeights } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, makeFocusable, mark } from "../../ui/elements";
import { weight } from "../../words/format";

interface Pair {
  feature: number;
  name: string;
  local: number;
  whole: number;
  localHalf: number;
  wholeHalf: number;
  differs: boolean;
}

export function pairsOf(weights: GlobalWeights): Pair[] {
  const features = decode(weights.features, "i4");
  const [local, whole] = [decode(weights.local, "f4"), decode(weights.whole, "f4")];
  const [localHalf, wholeHalf] = [decode(weights.local_interval, "f4"), decode(weights.whole_interval, "f4")];
  const differs = decode(weights.differs, "u1");
  const at = (values: ArrayLike<number>, i: number) => values[i] ?? Number.NaN;
  return weights.names.map((name, i) => ({
    feature: at(features, i),
    name,
    local: at(local, i),
    whole: at(whole, i),
    localHalf: at(localHalf, i),
    wholeHalf: at(wholeHalf, i),
    differs: at(differs, i) === 1,
  }));
}

const known = (value: number) => (Number.isFinite(value) ? value : 0);

/** What the scale reaches on both sides of 0: all weights with their intervals. */
export function reachOf(pairs: readonly Pair[]): number {
  return pairs.reduce(
    (most, { local, whole, localHalf, wholeHalf }) =>
      Math.max(most, Math.abs(known(local)) + known(localHalf), Math.abs(known(whole)) + known(wholeHalf)),
    0,
  );
}

export function makeRows(weights: GlobalWeights): HTMLElement[] {
  const pairs = pairsOf(weights);
  const reach = reachOf(pairs) || 1;
  const largest = pairs.reduce(
    (most, each) => Math.max(most, Math.abs(known(each.local)), Math.abs(known(each.whole))),
    0,
  );
  const rows = pairs.map((pair, i) => makeRow(pair, reach, largest, i === 0));
  const numbers = rows.flatMap((row) => [
    ...row.querySelectorAll(".lw-pair-numbers > :not(.lw-pair-differs)"),
  ]);
  const longest = Math.max(0, ...numbers.map((each) => each.textContent.length));
  // The rows are grids of their own: the same room for the longest number keeps their columns aligned.
  for (const row of rows) row.style.setProperty("--lw-longest", String(longest));
  return rows;
}

function makeRow(pair: Pair, reach: number, largest: number, isFirst: boolean): HTMLElement {
  const { feature, name, local, whole, differs } = pair;
  // A surrogate of few features says nothing about the others.
  const text = (value: number) => (Number.isFinite(value) ? weight(value, largest) : say("global.left_out"));
  const texts = { name, local: text(local), whole: text(whole) };
  const row = say("global.row", texts);
  const sentence = differs ? say("global.row_differs", { row }) : row;
  const plot = make(
    "span",
    { class: "lw-pair-plot", "aria-hidden": "true" },
    ...barOf("local", local, pair.localHalf, reach),
    ...barOf("whole", whole, pair.wholeHalf, reach),
  );
  const numbers = make(
    "span",
    { class: "lw-pair-numbers" },
    make("b", {}, texts.local),
    make("span", { class: "lw-pair-whole" }, texts.whole),
    make("span", { class: "lw-pair-differs", "aria-hidden": "true" }, differs ? "≠" : ""),
  );
  const node = makeFocusable(
    "div",
    {
      class: "lw-pair",
      role: "listitem",
      tabindex: isFirst ? "0" : "-1",
      "aria-label": sentence,
      title: sentence,
    },
    make("span", { class: "lw-pair-name" }, name),
    plot,
    numbers,
  );
  mark(node, "data-feature", String(feature));
  mark(node, "data-differs", String(differs));
  return node;
}

function barOf(which: "local" | "whole", value: number, half: number, reach: number): HTMLElement[] {
  if (!Number.isFinite(value)) return [];
  const place = (x: number) => 50 + (50 * x) / reach;
  const bar = make("span", { class: `lw-pair-bar lw-pair-${which}` });
  bar.style.left = `${place(Math.min(0, value)).toFixed(2)}%`;
  bar.style.width = `${((50 * Math.abs(value)) / reach).toFixed(2)}%`;
  if (!Number.isFinite(half)) return [bar];
  const interval = make("span", { class: `lw-pair-interval lw-pair-${which}` });
  interval.style.left = `${place(value - half).toFixed(2)}%`;
  interval.style.width = `${((100 * half) / reach).toFixed(2)}%`;
  return [bar, interval];
}
