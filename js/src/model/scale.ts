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
 * weight. Wider intervals are cut off and marked, so that no huge interval makes the bars invisible.
 */
export function extentOf(bars: readonly Bar[]): number {
  let largest = 0;
  let reach = 0;
  for (const { weight, interval } of bars) {
    if (!Number.isFinite(weight)) continue;
    largest = Math.max(largest, Math.abs(weight));
    reach = Math.max(reach, Math.abs(weight) + (Number.isFinite(interval) ? interval : 0));
  }
  if (reach === 0) return 1;
  const whole = niceCeiling(reach);
  if (largest === 0 || whole <= 2.5 * largest) return whole;
  return niceCeiling(1.5 * largest);
}

/** Return the position of `value` in percent from the chart's left edge, cut off at the edges. */
export function place(value: number, extent: number): number {
  return 50 + 50 * Math.max(-1, Math.min(1, value / extent));
}

/** The axis: zero in the middle, the edges, and the points halfway. */
export function ticksOf(extent: number): number[] {
  return [-extent, -extent / 2, 0, extent / 2, extent];
}
