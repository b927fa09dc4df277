// The zones of the kernel width in words: too few samples, local, the whole model; and where the answer changes.

import { say } from "../../texts/catalogue";
import { number } from "../../words/format";
import type { Widths } from "./widths";

export interface Zones {
  /** Up to here too few samples carry the weight; undefined where there are enough everywhere. */
  fewUntil: number | undefined;
  /** From here on the weights are those of the widest kernel; undefined where they never settle. */
  wholeFrom: number | undefined;
  /** The first and the last width at which the strongest feature or its sign changes. */
  changes: readonly [number, number] | undefined;
}

/** Weights that differ from the widest kernel's by less than this share of the largest are the same. */
const same = 0.1;

export function zonesOf(drawn: Widths): Zones {
  const { widths, coef, few } = drawn;
  const n = widths.length;
  let first = few.findIndex((each) => !each);
  // A single width with enough samples between others without is no end of the zone.
  for (let k = n - 1; k >= 0 && first >= 0; k -= 1) if (few[k]) first = Math.max(first, k + 1);
  const usable = first < 0 || first >= n ? n : first;
  const largest = Math.max(0, ...[...coef.values()].map((values) => Math.abs(values[n - 1] ?? 0) || 0));
  let whole = n - 1;
  const settled = (k: number) =>
    [...coef.values()].every((values) => Math.abs((values[k] || 0) - (values[n - 1] || 0)) <= same * largest);
  while (whole > usable && settled(whole - 1)) whole -= 1;
  const leaders = [...widths.keys()].map((k) => leaderAt(drawn, k));
  const turns = [...widths.keys()].filter((k) => k > usable && leaders[k] !== leaders[k - 1]);
  const at = (k: number | undefined) => (k === undefined ? undefined : widths[k]);
  const [from, to] = [at(turns[0]), at(turns.at(-1))];
  return {
    fewUntil: usable === 0 ? undefined : (at(usable) ?? at(n - 1)),
    wholeFrom: whole >= n - 1 || usable >= n ? undefined : at(whole),
    changes: from === undefined || to === undefined ? undefined : [from, to],
  };
}

/** Name the strongest feature at one width with its side. */
function leaderAt({ coef }: Widths, k: number): string {
  let [name, most] = ["", 0];
  for (const [feature, values] of coef) {
    const value = values[k] || 0;
    if (Math.abs(value) > most) [name, most] = [`${feature} ${Math.sign(value)}`, Math.abs(value)];
  }
  return name;
}

/** "Below 0.4 there are too few samples. Between 0.7 and 1.5 the strongest feature changes; beyond 2 it is the whole model." */
export function zoneSentence({ fewUntil, wholeFrom, changes }: Zones): string {
  const parts: string[] = [];
  const text = (value: number) => number(value, 2);
  if (fewUntil !== undefined) parts.push(say("zones.few", { width: text(fewUntil) }));
  if (changes === undefined) parts.push(say("zones.steady"));
  else if (text(changes[0]) === text(changes[1]))
    parts.push(say("zones.change", { width: text(changes[0]) }));
  else parts.push(say("zones.changes", { from: text(changes[0]), to: text(changes[1]) }));
  if (wholeFrom !== undefined) parts.push(say("zones.whole", { width: text(wholeFrom) }));
  return parts.join(" ");
}
