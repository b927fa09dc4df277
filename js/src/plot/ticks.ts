// The ticks of an axis: round numbers, as many as fit, formatted like all other numbers.

import { number, tenTo } from "../words/format";
import type { Dimension } from "./dimension";
import { type Part, put } from "./parts";
import { type Title, written } from "./title";

/** The margins above and below a plot area that its title may use as well, in pixels. */
const around = 20;

/** Tick texts that do not fit between an axis and its label. */
const long = /.{7}|×/;

/**
 * Set the ticks of an axis of length `pixels`, each at least `room` from the next. Where numbers are too long for the
 * space beside the axis, its `label` states their common factor.
 */
export function putTicks(
  axis: Part,
  dimension: Dimension,
  pixels: number,
  room: number,
  label?: Title | string,
  ticksOf = linearTicks,
): void {
  const most = Math.max(2, Math.floor(pixels / room));
  const values = ticksOf(dimension.low, dimension.high, most);
  const { texts, power } = textsOf(values, label !== undefined);
  const factor = power === 0 ? "" : `, ${tenTo(power)}`;
  // Set the texts first: bqplot draws the ticks in a transition with the texts it has at the start. With num_ticks
  // set, it would drop some of the ticks.
  put(axis, {
    ...(label === undefined ? {} : { label: written(label, pixels + around, factor) }),
    num_ticks: null,
    tick_labels: Object.fromEntries(values.map((value, k) => [String(value), texts[k]])),
    tick_values: Float64Array.from(values),
  });
}

/** Format with the digits that distinguish the ticks. Where that is too long, divide all by a power of ten. */
export function textsOf(values: readonly number[], short: boolean): { texts: string[]; power: number } {
  const largest = Math.max(...values.map(Math.abs));
  const step = Math.min(...values.slice(1).map((value, k) => value - (values[k] ?? 0)));
  const size = Math.floor(Math.log10(largest));
  const digits = Math.min(12, Math.max(3, 1 + size - Math.floor(Math.log10(step)))) || 3;
  const written = (power: number) => {
    const texts = values.map((value) => number(value / 10 ** power, digits));
    return { texts, power, long: texts.some((text) => long.test(text)) };
  };
  const [plain, scaled] = [written(0), written(3 * Math.floor(size / 3) || 0)];
  return short && plain.long && !scaled.long ? scaled : plain;
}

/** Return round numbers between two ends, at most `most` if possible. */
export function linearTicks(low: number, high: number, most: number): number[] {
  const least = (high - low) / Math.max(1, most);
  const unit = 10 ** Math.floor(Math.log10(least));
  const step = ([1, 2, 5, 10].find((each) => each * unit >= least * (1 - 1e-9)) ?? 10) * unit;
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  // Return 0.3 instead of 0.30000000000000004, and never negative zero.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)) + 0);
}

/** Return round numbers from 0 on: an axis of distances begins before 0, so that the instance is not at its edge. */
export function distanceTicks(low: number, high: number, most: number): number[] {
  return linearTicks(low, high, most).filter((tick) => tick >= 0);
}

/** Return powers of ten and round numbers between them; over little more than an octave, linear ticks. */
export function logTicks(low: number, high: number, most: number): number[] {
  const within = (tick: number) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9);
  const ticks = [[1, 2, 5], [1, 3], [1]].map((round) =>
    powers(low, high, 1)
      .flatMap((power) => round.map((each) => Number((each * power).toPrecision(12))))
      .filter(within),
  );
  const finest = ticks[0] ?? [];
  if (finest.length < 3) return linearTicks(low, high, most);
  const fitting = ticks.find(({ length }) => length <= most && length > 2);
  if (fitting !== undefined) return fitting;
  // Over not much more than a decade only two powers would remain: take every few of the round numbers.
  const every = Math.ceil(finest.length / most);
  if ((ticks[2] ?? []).length < 3) return finest.filter((_, k) => k % every === 0);
  return powers(low, high, Math.ceil(Math.log10(high / low) / most)).filter(within);
}

/** Return powers of ten with exponents in steps of `every`, from the one below to the one above. */
function powers(low: number, high: number, every: number): number[] {
  const first = Math.floor(Math.log10(low) / every) * every;
  const result: number[] = [];
  for (let k = first; k <= Math.log10(high) + 1e-9; k += every) result.push(Number(`1e${k}`));
  return result;
}
