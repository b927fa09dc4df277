// What the table of samples shows, from the samples, their text and the sorting. Nothing here touches the page.

import { weightsOf } from "../../model/kernel";
import { shapley } from "../../model/methods";
import { type Compose, composer, type Perturbations, perturbationsOf } from "../../model/samples";
import type { Outputs, Samples, Text } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { isOrder, orderOf, type Sorting } from "./order";

/** The samples, with the text and the features that they belong to. */
export interface Seen {
  samples: Samples;
  text: Text;
  names: readonly string[];
}

export interface Contents {
  seen: Seen;
  table: Perturbations;
  compose: Compose;
  weights: ArrayLike<number>;
  /** Whether rows without a weight are met exactly, as the two ends of Shapley values are. */
  endsHeld: boolean;
  /** The share of the total weight of each row, where rows represent many samples. */
  shares: ArrayLike<number> | null;
  order: Uint32Array;
  kind: Outputs["kind"];
  low: number;
  high: number;
}

export interface Wanted {
  kernel: string;
  width: number;
  kind: Outputs["kind"];
  sorting: Sorting;
}

/** Return what the table shows. What `former` has of the same samples is used again. */
export function contentsOf(seen: Seen, wanted: Wanted, former: Contents | undefined): Contents {
  const same = former?.seen === seen ? former : undefined;
  const table = same?.table ?? perturbationsOf(seen.samples);
  const weights = table.weights ?? weightsOf(table.distances, wanted.kernel, wanted.width, table.logProposal);
  const shares = table.counts === null ? null : sharesOf(weights, table.counts);
  const [low, high] = wanted.kind === "probability" ? [0, 1] : extremes(table.answers);
  const contents = {
    seen,
    table,
    compose: same?.compose ?? composer(seen.text),
    weights,
    endsHeld: wanted.kernel === shapley,
    shares,
    order: former?.order ?? new Uint32Array(0),
    kind: wanted.kind,
    low,
    high,
  };
  return { ...contents, order: sorted(contents, wanted.sorting) };
}

function sorted(contents: Contents, { key, descending }: Sorting): Uint32Array {
  const { table, weights, shares, order } = contents;
  const keys = {
    row: Float64Array.from({ length: table.n }, (_, row) => row),
    answer: table.answers,
    weight: weights,
    share: shares ?? weights,
    kept: table.kept,
  }[key];
  // The text itself comes first in the order of weights, whatever weight a custom kernel gives it.
  const first = key === "weight" && descending;
  return isOrder(order, keys, descending, first) ? order : orderOf(keys, descending, first);
}

/** The first click on a column sorts in descending order, except for the row numbers; the next one reverses it. */
export function sortedBy({ key: former, descending }: Sorting, key: Sorting["key"]): Sorting {
  return { key, descending: former === key ? !descending : key !== "row" };
}

/** Whether the table shows another text than the other views. */
export function isOutdated({ text: shown }: Seen, text: Text | null): boolean {
  if (text === null) return true;
  return (
    shown.text !== text.text || shown.mask !== text.mask || shown.features.shape[0] !== text.features.shape[0]
  );
}

/** Whether exactly these features are missing in a row. */
export function lacksExactly(table: Perturbations, row: number, features: readonly number[]): boolean {
  if (features.length === 0 || row >= table.n) return false;
  return (
    (table.kept[row] ?? 0) + features.length === table.p &&
    features.every((feature) => !table.keeps(row, feature))
  );
}

export function titleOf({ counts, n, p }: Perturbations): string {
  const exact = counts !== null && n === 2 ** p;
  return say(exact ? "samples.variants" : "samples.perturbed", { n });
}

/** "free: removed in 31 of 64 texts" */
export function removalText(table: Perturbations, feature: number, name: string): string {
  let out = 0;
  for (let row = 0; row < table.n; row += 1) if (!table.keeps(row, feature)) out += 1;
  return say("samples.removed", { name, out, n: table.n });
}

/** Return the position that a key leads to; undefined for other keys. */
export function positionAfter(key: string, current: number, last: number, page: number): number | undefined {
  const next = {
    ArrowDown: current + 1,
    ArrowUp: current - 1,
    PageDown: current + page,
    PageUp: current - page,
    Home: 0,
    End: last,
  }[key];
  return next === undefined ? undefined : Math.max(0, Math.min(last, next));
}

function sharesOf(weights: ArrayLike<number>, counts: ArrayLike<number>): Float64Array {
  const shares = Float64Array.from(counts, (each, row) => each * (weights[row] ?? Number.NaN));
  const total = shares.reduce((sum, each) => sum + each, 0);
  return shares.map((each) => each / total);
}

function extremes(values: Float32Array): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
