// What the axes of the curves hold: what means something, and of an error that is huge only a part.
import type { Widths } from "./widths";

const none = new Float64Array(0);

/** The values at widths at which the fit means something; where it does nowhere, all of them. */
export function meaningful(values: Float64Array, few: readonly boolean[]): number[] {
  const finite = (value: number) => Number.isFinite(value);
  const kept = [...values].filter((value, k) => !few[k] && finite(value));
  return kept.length > 0 ? kept : [...values].filter(finite);
}

/** From the least to the largest of the shown weights with their errors; huge errors are cut. Nought is in it. */
export function extentOf(
  { coef, stderr, few }: Widths,
  shown: readonly number[],
  exact: boolean,
): [number, number] {
  let [low, high] = [0, 0];
  const include = (value: number) => {
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (const feature of shown) for (const value of meaningful(coef.get(feature) ?? none, few)) include(value);
  const cut = 0.3 * Math.max(high, -low);
  const [bottom, top] = [low - cut, high + cut];
  for (const feature of exact ? [] : shown) {
    const [values, errors] = [coef.get(feature) ?? none, stderr.get(feature) ?? none];
    for (const [k, value] of values.entries()) {
      const error = errors[k] as number;
      if (few[k] || !Number.isFinite(value) || !Number.isFinite(error)) continue;
      include(Math.min(top, value + error));
      include(Math.max(bottom, value - error));
    }
  }
  const edge = 0.06 * (high - low) || 1;
  return [low - edge, high + edge];
}
