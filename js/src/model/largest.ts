// The largest weight of a sweep, for scales and number formats that stay during a drag.
import type { Sweep } from "./frames";

const largest = new WeakMap<Sweep, number>();

/** Return the largest absolute weight in any frame. */
export function largestWeight(sweep: Sweep | null): number {
  if (sweep === null) return 0;
  const known = largest.get(sweep) ?? sweep.coef.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  largest.set(sweep, known);
  return known;
}
