// The residuals of samples at about equal distance, averaged, as lime_widgets/engine/fidelity/residuals.py does.
import type { Points } from "../samples/points";

export interface Running {
  /** The mean distance of each group, ascending. */
  at: Float64Array;
  mean: Float64Array;
  rms: Float64Array;
}

const [mostPlaces, leastInPlace] = [24, 8];

/** Cut the samples by distance into groups of about equal size; equal distances stay together. */
export function runningOf({ order, distances, counts, n }: Points, residuals: ArrayLike<number>): Running {
  const rows = Array.from(order)
    .reverse()
    .filter((row) => (counts?.[row] ?? 1) > 0 && row < n);
  const size = Math.max(leastInPlace, Math.ceil(rows.length / mostPlaces));
  const starts = [0];
  for (const [place, row] of rows.entries()) {
    const before = distances[rows[place - 1] ?? row] as number;
    const isNew = (distances[row] as number) > before * (1 + 1e-12);
    if (isNew && place - (starts.at(-1) ?? 0) >= size) starts.push(place);
  }
  if (starts.length > 1 && rows.length - (starts.at(-1) ?? 0) < leastInPlace) starts.pop();
  const groups = starts.map((start, k) => rows.slice(start, starts[k + 1]));
  const averaged = (value: (row: number) => number) =>
    Float64Array.from(groups, (group) => {
      const total = group.reduce((sum, row) => sum + (counts?.[row] ?? 1), 0);
      return group.reduce((sum, row) => sum + (counts?.[row] ?? 1) * value(row), 0) / total;
    });
  const residual = (row: number) => residuals[row] as number;
  return {
    at: averaged((row) => distances[row] as number),
    mean: averaged(residual),
    rms: averaged((row) => residual(row) ** 2).map(Math.sqrt),
  };
}
