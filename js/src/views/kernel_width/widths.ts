// The sweep by feature: each weight as a curve over the kernel widths, and where the curves change sign.

import type { Sweep } from "../../model/frames";
import type { DoubtName } from "../../model/wire";
import type { Curve } from "../../plot/parts";

/** All arrays are ordered by width, the narrowest first. */
export interface Widths {
  widths: Float64Array;
  /** The features selected at any width, ordered by their largest weight. */
  ranked: number[];
  /** By feature; NaN where the surrogate does not select it. */
  coef: ReadonlyMap<number, Float64Array>;
  interval: ReadonlyMap<number, Float64Array>;
  score: Float64Array;
  ess: Float64Array;
  localPrediction: Float64Array;
  /** 0 good, 1 fair, 2 poor. */
  grade: number[];
  /** Where too few samples carry the weight for a meaningful fit. */
  few: boolean[];
  /** The same, and where the weights grow without bound. */
  wild: boolean[];
}

const turned = new WeakMap<Sweep, Widths>();

export function widthsOf(sweep: Sweep): Widths {
  const known = turned.get(sweep);
  if (known !== undefined) return known;
  const order = [...sweep.widths.keys()].sort((a, b) => (sweep.widths[a] ?? 0) - (sweep.widths[b] ?? 0));
  const coef = new Map<number, Float64Array>();
  const interval = new Map<number, Float64Array>();
  const curve = (curves: Map<number, Float64Array>, feature: number) => {
    const found = curves.get(feature) ?? new Float64Array(order.length).fill(Number.NaN);
    curves.set(feature, found);
    return found;
  };
  for (const [k, t] of order.entries()) {
    for (let i = t * sweep.size; i < (t + 1) * sweep.size; i += 1) {
      const feature = sweep.features[i] ?? -1;
      if (feature < 0) continue;
      curve(coef, feature)[k] = sweep.coef[i] ?? Number.NaN;
      curve(interval, feature)[k] = sweep.interval[i] ?? Number.NaN;
    }
  }
  const sorted = (values: Float32Array) => Float64Array.from(order, (t) => values[t] ?? Number.NaN);
  const doubted = (...names: DoubtName[]) =>
    order.map((t) => names.some((name) => (sweep.doubts[name]?.at[t] ?? 0) > 0));
  const wild = doubted("few_samples", "separated");
  const sizes = new Map([...coef].map(([feature, values]) => [feature, largestOf(values, wild)]));
  const widths: Widths = {
    widths: Float64Array.from(order, (t) => sweep.widths[t] ?? Number.NaN),
    ranked: [...coef.keys()].sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0) || a - b),
    coef,
    interval,
    score: sorted(sweep.looScore),
    ess: sorted(sweep.ess),
    localPrediction: sorted(sweep.localPrediction),
    grade: order.map((t) => sweep.grade[t] ?? 1),
    few: doubted("few_samples"),
    wild,
  };
  turned.set(sweep, widths);
  return widths;
}

/** A curve is cut off at this multiple of its largest value in the wider half of the widths. */
const beyond = 6;

/**
 * Return the largest absolute value of a curve where the fit is meaningful, or anywhere if it never is. At the
 * narrowest widths, weights may be so large that all others would look like zero. Those count by their values in the
 * wider half.
 */
export function largestOf(values: Float64Array, wild: readonly boolean[]): number {
  const anywhere = wild.every(Boolean);
  const largest = (from: number) =>
    values.reduce(
      (most, value, k) =>
        k >= from && (anywhere || !wild[k]) && Math.abs(value) > most ? Math.abs(value) : most,
      0,
    );
  const most = largest(0);
  return Math.min(most, beyond * largest(values.length >> 1) || most);
}

/** A curve crosses zero at `width`. A surrogate that drops the feature there does not count. */
export interface Change {
  feature: number;
  width: number;
}

/** A weight below this share of the curve's largest counts as zero: it has no sign. */
const zeroShare = 0.01;

/**
 * Find where a feature's weight changes sign, among widths with a meaningful fit: from a 95 % interval on one side of
 * zero to one on the other.
 */
export function changesOf({ widths, coef, interval, wild }: Widths, feature: number): Change[] {
  const values = coef.get(feature);
  if (values === undefined) return [];
  const floor = zeroShare * largestOf(values, wild);
  const error = (k: number) => interval.get(feature)?.[k] || 0;
  const changes: Change[] = [];
  let last: number | undefined;
  for (const [k, value] of values.entries()) {
    if (wild[k]) last = undefined;
    if (wild[k] || !(Math.abs(value) > Math.max(floor, error(k)))) continue;
    if (last !== undefined && Math.sign(values[last] as number) !== Math.sign(value)) {
      changes.push({ feature, width: crossing(widths, values, last, k) });
    }
    last = k;
  }
  return changes;
}

/** Locate the zero between the positions `from` and `to`, whose signs differ; linear on the log axis. */
function crossing(widths: Float64Array, values: Float64Array, from: number, to: number): number {
  let left = from;
  // Start at the last position with the first sign. Widths without the feature are skipped.
  for (let k = from + 1; k < to; k += 1) {
    if (Math.sign(values[k] as number) === Math.sign(values[from] as number)) left = k;
  }
  let right = left + 1;
  while (right < to && !Number.isFinite(values[right])) right += 1;
  const [a, b] = [values[left] as number, values[right] as number];
  const share = a === b ? 0.5 : a / (a - b);
  const [low, high] = [Math.log(widths[left] as number), Math.log(widths[right] as number)];
  return Math.exp(low + share * (high - low));
}

/** Return the intervals where `few` is true. */
export function stretchesOf({ widths, few }: Widths): [number, number][] {
  return runsOf(widths, few).flatMap(({ value, from, to }) => (value ? [[from, to]] : []));
}

/** Return the intervals of equal grades. */
export function gradesOf({ widths, grade }: Widths): Run<number>[] {
  return runsOf(widths, grade);
}

export interface Run<T> {
  value: T;
  from: number;
  to: number;
}

/** Return the intervals of equal values. They end halfway to their neighbors on a log axis, or at the ends. */
function runsOf<T>(widths: Float64Array, values: readonly T[]): Run<T>[] {
  const runs: Run<T>[] = [];
  const between = (k: number) => Math.sqrt((widths[k - 1] as number) * (widths[k] as number));
  for (let k = 0; k < values.length; k += 1) {
    const first = k;
    while (k + 1 < values.length && values[k + 1] === values[first]) k += 1;
    runs.push({
      value: values[first] as T,
      from: first === 0 ? (widths[0] as number) : between(first),
      to: k === values.length - 1 ? (widths[k] as number) : between(k + 1),
    });
  }
  return runs;
}

/** Return a closed path around the 95 % intervals of a curve, one for each stretch without gaps. */
export function bandsOf({ widths, coef, interval }: Widths, feature: number): Curve {
  const [values, errors] = [coef.get(feature), interval.get(feature)];
  const [x, y]: [number[], number[]] = [[], []];
  if (values === undefined || errors === undefined) return { x, y };
  const known = (k: number) => Number.isFinite(values[k]) && Number.isFinite(errors[k]);
  for (let k = 0; k < values.length; k += 1) {
    if (!known(k)) continue;
    const first = k;
    while (known(k + 1)) k += 1;
    const stretch = Array.from({ length: k - first + 1 }, (_, i) => first + i);
    const side = (sign: 1 | -1) => (i: number) => {
      x.push(widths[i] as number);
      y.push((values[i] as number) + sign * (errors[i] as number));
    };
    stretch.forEach(side(1));
    stretch.reverse().forEach(side(-1));
    // NaN separates two paths.
    x.push(widths[k] as number);
    y.push(Number.NaN);
  }
  return { x, y };
}
