// The horizontal scale of the bars. It depends on the frame alone, so the same frame always looks the same.
import type { Bar } from "./frames";

/** Possible edges of a chart, times a power of ten. They are close enough that the bars fill the chart. */
const edges = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** Return the smallest of these edges that is at least `value`. */
export function niceCeiling(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  // The tolerance prevents a jump by rounding: 0.2 stored as float32 is slightly larger than 0.2.
  const step = edges.find((candidate) => candidate * unit >= value * (1 - 1e-6)) ?? 10;
  return step * unit;
}

/**
 * Return the value at the chart's edge: wide enough for every interval, but at most about 2.5 times the largest
 * weight. Wider intervals are cut off and marked, so that no huge interval makes the bars invisible. Weights below
 * `negligible` are rounding errors, for which no axis is made.
 */
export function extentOf(bars: readonly Bar[], negligible = 0): number {
  let largest = 0;
  let reach = 0;
  for (const { weight, interval } of bars) {
    if (!Number.isFinite(weight)) continue;
    largest = Math.max(largest, Math.abs(weight));
    reach = Math.max(reach, Math.abs(weight) + (Number.isFinite(interval) ? interval : 0));
  }
  if (reach <= negligible) return negligible > 0 ? niceCeiling(1e6 * negligible) : 1;
  const whole = niceCeiling(reach);
  if (largest === 0 || whole <= 2.5 * largest) return whole;
  return niceCeiling(1.5 * largest);
}

/** The values at the edges of a chart. */
export interface Span {
  low: number;
  high: number;
}

/** Return the position of `value` in percent from the chart's left edge, cut off at the edges. */
export function place(value: number, { low, high }: Span): number {
  return 100 * Math.max(0, Math.min(1, (value - low) / (high - low)));
}

/** The axis: the edges, the middle, which is zero in a chart of bars, and the points halfway. */
export function ticksOf({ low, high }: Span): number[] {
  return [0, 1, 2, 3, 4].map((quarter) => low + ((high - low) * quarter) / 4);
}

/** Return the smallest span with edges of few digits that holds all values. */
export function spanOf(values: readonly number[]): Span {
  const finite = values.filter(Number.isFinite);
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  if (!(most > least)) return { low: (finite[0] ?? 0) - 1, high: (finite[0] ?? 0) + 1 };
  const step = niceCeiling((most - least) / 8);
  return { low: Math.floor(least / step + 1e-9) * step, high: Math.ceil(most / step - 1e-9) * step };
}
