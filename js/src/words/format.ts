// Numbers as text with suitable digits: 1e-5 is never "0.00", 4096 never "4096.000".

import { say } from "../texts/catalogue";

const minus = "−";
const times = "×";

const formats = new Map<string, Intl.NumberFormat>();

/** Format with grouped thousands and at least `least` and at most `most` decimals. */
function decimal(value: number, least: number, most = least): string {
  const key = `${least} ${most}`;
  let format = formats.get(key);
  if (format === undefined) {
    // In every language as in the rest of the page.
    format = new Intl.NumberFormat("en-US", { minimumFractionDigits: least, maximumFractionDigits: most });
    formats.set(key, format);
  }
  return format.format(value).replace("-", minus);
}

/** A count with grouped thousands: "4,096". */
export function count(value: number): string {
  return Number.isFinite(value) ? decimal(Math.round(value), 0) : "–";
}

/** A single number, to `digits` significant digits and without trailing zeros: "0.75", "12,400", "3.1×10⁻⁵". */
export function number(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return notFinite(value);
  if (value === 0) return "0";
  const size = sizeOf(value);
  if (isExtreme(size)) return power(value, digits);
  return decimal(value, 0, Math.min(20, Math.max(0, digits - 1 - size)));
}

/**
 * A weight in a column of weights whose largest is `largest`. It has the decimals that give the largest three digits,
 * more where the weight itself would lose its second digit, and always its sign.
 */
export function weight(value: number, largest: number): string {
  if (!Number.isFinite(value)) return "–";
  const sign = value > 0 ? "+" : value < 0 ? minus : "";
  return sign + magnitude(Math.abs(value), largest);
}

/** As `weight`, but only a negative number has its sign. */
export function aligned(value: number, largest: number): string {
  return weight(value, largest).replace("+", "");
}

/** As `weight`, for a quantity without a sign, such as the half width of an interval. */
export function magnitude(value: number, largest: number): string {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  // Use the size after rounding: 0.00998 becomes 0.010, which has its two digits, and not 0.0100.
  const size = sizeOf(Number(value.toPrecision(2)));
  const largestSize = largest > 0 ? sizeOf(largest) : size;
  // Use one notation in a column. Only a value much smaller than the largest gets its own.
  if (isExtreme(largestSize) || isExtreme(size)) return power(value, isExtreme(largestSize) ? 3 : 2);
  const shared = 2 - largestSize;
  const own = 1 - size;
  return decimal(value, Math.min(20, Math.max(0, shared, own)));
}

/** Round what is no more than an error of rounding beside the largest value to zero. */
export function beside(value: number, largest: number): number {
  return Math.abs(value) < 1e-9 * largest ? 0 : value;
}

/** Two numbers to compare, with the same decimals: three digits of the larger, fewer if the last are zeros. */
export function pair(a: number, b: number): [string, string] {
  const largest = Math.max(Math.abs(a), Math.abs(b));
  const texts: [string, string] = [aligned(a, largest), aligned(b, largest)];
  const zero = (text: string) => text === "0";
  const idle = (text: string) => zero(text) || /\.\d+0$/.test(text);
  return texts.every(idle) ? [shorter(texts[0]), shorter(texts[1])] : texts;

  function shorter(text: string): string {
    return zero(text) ? text : text.slice(0, -1);
  }
}

/** A probability: two decimals, and more where two would round it to 0 or 1. */
export function probability(p: number): string {
  if (!Number.isFinite(p) || p < 0 || p > 1) return number(p);
  if (p === 0 || p === 1) return p.toFixed(0);
  if (p < 0.01) return number(p, 1);
  if (p > 0.99) return p.toFixed(Math.min(6, Math.ceil(-Math.log10(1 - p) - 1e-9)));
  return p.toFixed(2);
}

/** A probability in percent, with more digits where rounding would give 0 or 100: "62 %", "99.96 %", "0.4 %". */
export function chance(p: number): string {
  if (!Number.isFinite(p) || p < 0 || p > 1) return number(p);
  if (p > 0 && p < 1e-4) return "< 0.01 %";
  if (p < 1 && p > 1 - 1e-4) return "> 99.99 %";
  if (p < 0.01) return `${number(100 * p, 1)} %`;
  const digits = p > 0.99 && p < 1 ? Math.ceil(-Math.log10(1 - p) - 1e-9) - 2 : 0;
  return `${(100 * p).toFixed(Math.max(0, digits))} %`;
}

/** An R², to two decimals. Below 0 a constant predicts better, and how much better says nothing. */
export function score(value: number): string {
  if (Number.isNaN(value)) return "undefined";
  return value < -0.005 ? "below 0" : Math.abs(value).toFixed(2);
}

/** A share of one as a whole percentage. */
export function percent(share: number): string {
  return `${Math.round(Math.min(1, Math.max(0, share)) * 100)} %`;
}

function sizeOf(value: number): number {
  return Math.floor(Math.log10(Math.abs(value)));
}

/** Whether the exponent is too small or too large for plain decimals. */
function isExtreme(size: number): boolean {
  return size < -4 || size > 8;
}

function power(value: number, digits: number): string {
  const [mantissa = "", exponent = "0"] = value.toExponential(Math.max(0, digits - 1)).split("e");
  return decimal(Number(mantissa), 0, digits - 1) + tenTo(Number(exponent));
}

/** "×10⁻⁵" */
export function tenTo(exponent: number): string {
  return `${times}10${[...String(exponent)].map((c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)] ?? c).join("")}`;
}

function notFinite(value: number): string {
  if (Number.isNaN(value)) return "–";
  return value > 0 ? "∞" : `${minus}∞`;
}

/** "a, b and c" */
export function listed(words: readonly string[]): string {
  return words.length < 2
    ? words.join("")
    : say("list", { first: words.slice(0, -1).join(", "), last: words.at(-1) ?? "" });
}
