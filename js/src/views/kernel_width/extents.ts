// The ranges of the axes: meaningful values only, with very large ones cut off.
import { largestOf, type Widths } from "./widths";

const none = new Float64Array(0);

/** Return the values at widths with a meaningful fit, or all values where no fit is meaningful. */
export function meaningful(values: Float64Array, wild: readonly boolean[]): number[] {
  const finite = (value: number) => Number.isFinite(value);
  const kept = [...values].filter((value, k) => !wild[k] && finite(value));
  return kept.length > 0 ? kept : [...values].filter(finite);
}

/** Return the range of the displayed weights with their intervals. It contains zero; very large values are cut off. */
export function extentOf(
  { coef, interval, wild }: Widths,
  shown: readonly number[],
  exact: boolean,
): [number, number] {
  let [low, high] = [0, 0];
  const include = (value: number) => {
    if (value < low) low = value;
    if (value > high) high = value;
  };
  const curves = shown.map((feature) => coef.get(feature) ?? none);
  const most = Math.max(...curves.map((values) => largestOf(values, wild)));
  for (const values of curves)
    for (const value of meaningful(values, wild)) include(Math.min(most, Math.max(-most, value)));
  const cut = 0.3 * Math.max(high, -low);
  const [bottom, top] = [low - cut, high + cut];
  for (const feature of exact ? [] : shown) {
    const [values, errors] = [coef.get(feature) ?? none, interval.get(feature) ?? none];
    for (const [k, value] of values.entries()) {
      const error = errors[k] as number;
      if (wild[k] || !Number.isFinite(value) || Math.abs(value) > most || !Number.isFinite(error)) continue;
      include(Math.min(top, value + error));
      include(Math.max(bottom, value - error));
    }
  }
  const edge = 0.06 * (high - low) || 1;
  return [low - edge, high + edge];
}
