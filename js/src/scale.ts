// The horizontal scale of the bars: a function of the frame alone, so that the same frame always looks the same.
import type { Bar } from "./frames";

/** Half width of a 95 % interval in standard errors. */
export const z95 = 1.96;

/** The edges that a chart may have, times a power of ten: near enough to one another that bars fill it, and no more. */
const edges = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The least of these that is no less than `value`. */
export function niceCeiling(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  // The slack keeps a ceiling from jumping a step over rounding: 0.2 stored as float32 is a little more than 0.2.
  const step = edges.find((candidate) => candidate * unit >= value * (1 - 1e-6)) ?? 10;
  return step * unit;
}

/**
 * The value at the chart's edge: wide enough for every interval, unless that makes it wider than 2.5 times the largest
 * weight. Then the intervals are cut (and marked as cut), so that no huge standard error makes the bars invisible.
 */
export function extentOf(bars: readonly Bar[]): number {
  let largest = 0;
  let reach = 0;
  for (const { weight, stderr } of bars) {
    if (!Number.isFinite(weight)) continue;
    largest = Math.max(largest, Math.abs(weight));
    reach = Math.max(reach, Math.abs(weight) + (Number.isFinite(stderr) ? z95 * stderr : 0));
  }
  if (reach === 0) return 1;
  const whole = niceCeiling(reach);
  if (largest === 0 || whole <= 2.5 * largest) return whole;
  return niceCeiling(1.5 * largest);
}

/** Where `value` stands on the chart, in percent from its left edge; cut at the edges. */
export function place(value: number, extent: number): number {
  return 50 + 50 * Math.max(-1, Math.min(1, value / extent));
}

/** The axis: nought in the middle, the edges, and halfway. */
export function ticksOf(extent: number): number[] {
  return [-extent, -extent / 2, 0, extent / 2, extent];
}
