// Repeats of the explanation with other seeds, decoded once. Run 0 is the explanation itself.
import { decode } from "./codec";
import type { Repeating, Repeats } from "./wire";

export interface Runs {
  /** How many runs there are, the explanation among them. */
  n: number;
  features: readonly number[];
  mean: Float32Array | Float64Array;
  /** Half widths of the 95 % intervals that one run alone predicts. */
  interval: Float32Array | Float64Array;
  spread: Float32Array | Float64Array;
  flips: Float32Array | Float64Array;
  /** The weights of the feature at `place`, one for each run; NaN where a run does not select it. */
  weights(place: number): number[];
  /** Its ranks, from 1; 0 where a run does not select it. */
  ranks(place: number): number[];
}

const decoded = new WeakMap<Repeats, Runs>();

/** Null without repeats. */
export function runsOf(repeats: Repeats | null | undefined): Runs | null {
  if (repeats === null || repeats === undefined) return null;
  const known = decoded.get(repeats);
  if (known !== undefined) return known;
  const [coef, rank] = [decode(repeats.coef, "f4"), decode(repeats.rank, "i4")];
  const [n = 0, q = 0] = repeats.coef.shape;
  const column = (values: ArrayLike<number>, place: number) =>
    Array.from({ length: n }, (_, run) => values[run * q + place] ?? Number.NaN);
  const runs: Runs = {
    n,
    features: repeats.features,
    mean: decode(repeats.mean, "f4"),
    interval: decode(repeats.interval, "f4"),
    spread: decode(repeats.spread, "f4"),
    flips: decode(repeats.flips, "f4"),
    weights: (place) => column(coef, place),
    ranks: (place) => column(rank, place),
  };
  decoded.set(repeats, runs);
  return runs;
}

/** Whether the repeats have fewer samples than the explanation, until they are grown. */
export function hasFewer(state: Repeating | null): boolean {
  return state !== null && state.samples > 0 && state.samples < state.wanted;
}
