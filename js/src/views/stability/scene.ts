// What the strips, the ranks and the gaps show. Nothing here touches the page.

import type { Runs } from "../../model/repeats";
import { place, type Span, spanOf } from "../../model/scale";
import type { Settlement } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { magnitude, percent, weight } from "../../words/format";

export interface StripScene {
  feature: number;
  name: string;
  /** The places of the repeats in percent, and the side of each. */
  dots: { at: number; toward: boolean }[];
  /** The place of this run; null where it does not select the feature. */
  run: number | null;
  /** The ends of the interval that one run predicts, about the mean of the runs; null where it is not known. */
  band: readonly [number, number] | null;
  number: string;
  times: string;
  sentence: string;
}

/** The numbers of one feature over the runs, as they are drawn: weights, or contributions as the bars have them. */
export interface Drawn {
  values: number[];
  mean: number;
  half: number;
  spread: number;
}

/** `unit` is the instance's value where contributions are drawn, and 1 where weights are. */
export function drawnOf(runs: Runs, at: number, unit: number): Drawn {
  const size = Math.abs(unit);
  return {
    values: runs.weights(at).map((each) => each * unit),
    mean: (runs.mean[at] ?? Number.NaN) * unit,
    half: (runs.interval[at] ?? Number.NaN) * size,
    spread: (runs.spread[at] ?? Number.NaN) * size,
  };
}

/** Return the scale of all strips: it holds every number, and zero. */
export function stripSpan(drawn: readonly Drawn[]): Span {
  const values = [0];
  for (const { values: each, mean, half } of drawn) {
    values.push(...each.filter(Number.isFinite));
    if (Number.isFinite(half)) values.push(mean - half, mean + half);
  }
  return spanOf(values);
}

/** Return the ends of the scale, and zero where it is not close to one of them. */
export function stripTicks({ low, high }: Span): number[] {
  const near = 0.34 * (high - low);
  return [low, 0, high].filter((tick) => tick === 0 || Math.abs(tick) > near);
}

export function stripScene(
  runs: Runs,
  at: number,
  { values: all, mean, half, spread }: Drawn,
  name: string,
  span: Span,
  largest: number,
): StripScene {
  const [own = Number.NaN, ...repeats] = all;
  const flips = runs.flips[at] ?? Number.NaN;
  const times = runs.ranks(at).filter((rank) => rank > 0).length;
  const values = {
    name,
    mean: weight(mean, largest),
    spread: magnitude(spread, largest),
    predicted: magnitude(half, largest),
    times,
    n: runs.n,
  };
  const strip = say("stability.strip", values);
  return {
    feature: runs.features[at] ?? -1,
    name,
    dots: repeats.filter(Number.isFinite).map((each) => ({ at: place(each, span), toward: each > 0 })),
    run: Number.isFinite(own) ? place(own, span) : null,
    band: Number.isFinite(half) ? [place(mean - half, span), place(mean + half, span)] : null,
    number: Number.isFinite(spread) ? `${values.mean} ± ${values.spread}` : values.mean,
    times: say("stability.times", { times, n: runs.n }),
    sentence: flips > 0 ? say("stability.strip_flips", { strip, flips: percent(flips) }) : strip,
  };
}

export interface RankLine {
  feature: number;
  /** The row in each run, from 0; the last row is for runs that do not select the feature. */
  rows: number[];
  /** Whether no run selects it in both of two neighbors, so that the line is broken there. */
  selected: boolean[];
}

/**
 * Return the lines of the features that any run ranks among the first `most`, the number of rows, and whether ranks
 * go deeper.
 */
export function rankLines(runs: Runs, most: number): { lines: RankLine[]; rows: number; deeper: boolean } {
  const all = runs.features.map((feature, i) => ({ feature, ranks: runs.ranks(i) }));
  const last = Math.max(1, ...all.flatMap(({ ranks }) => ranks));
  const deepest = Math.min(most, last);
  const lines = all
    .filter(({ ranks }) => ranks.some((rank) => rank > 0 && rank <= deepest))
    .map(({ feature, ranks }) => ({
      feature,
      rows: ranks.map((rank) => (rank > 0 && rank <= deepest ? rank - 1 : deepest)),
      selected: ranks.map((rank) => rank > 0 && rank <= deepest),
    }));
  return { lines, rows: deepest, deeper: last > deepest };
}

export interface GapLine {
  feature: number;
  rival: number;
  /** The z at each number of samples, cut off at the top of the picture; NaN where the feature is not among the top. */
  z: number[];
  /** The last z, not cut off. */
  last: number;
}

/** A gap beyond this is in no doubt, and the smaller ones are the ones to see. */
const highest = 8;

/** Return a line for each feature that is among the top at the last look, the least clear one first. */
export function gapLines(
  { samples, threshold }: Settlement,
  features: ArrayLike<number>,
  rivals: ArrayLike<number>,
  z: ArrayLike<number>,
): { lines: GapLine[]; top: number } {
  const k = features.length / Math.max(1, samples.length);
  const end = (samples.length - 1) * k;
  const lines: GapLine[] = [];
  const top = Math.max(highest, 1.5 * threshold);
  for (let i = end; i < end + k; i += 1) {
    const feature = features[i] ?? -1;
    if (feature < 0) continue;
    const values = samples.map((_, look) => {
      for (let j = look * k; j < (look + 1) * k; j += 1)
        if (features[j] === feature) return z[j] ?? Number.NaN;
      return Number.NaN;
    });
    lines.push({
      feature,
      rival: rivals[i] ?? -1,
      z: values.map((each) => Math.max(0, Math.min(top, each))),
      last: z[i] ?? Number.NaN,
    });
  }
  lines.sort((a, b) => a.last - b.last);
  return { lines, top };
}
