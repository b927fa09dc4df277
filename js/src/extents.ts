// What the axes of the curves hold: what means something, and of what is huge only a part.
import { largestOf, type Widths } from "./widths";

const none = new Float64Array(0);

/** The values at widths at which the fit means something; where it does nowhere, all of them. */
export function meaningful(values: Float64Array, wild: readonly boolean[]): number[] {
  const finite = (value: number) => Number.isFinite(value);
  const kept = [...values].filter((value, k) => !wild[k] && finite(value));
  return kept.length > 0 ? kept : [...values].filter(finite);
}

/** From the least to the largest of the shown weights with their errors; what is huge is cut. Nought is in it. */
export function extentOf(
  { coef, stderr, wild }: Widths,
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
    const [values, errors] = [coef.get(feature) ?? none, stderr.get(feature) ?? none];
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
