// Colors for numbers: kernel widths, weights, and the black box's answers over a plane.
import { packed, type Rgb } from "./overlay";

/** Thirteen colors of the color map viridis (Stéfan van der Walt and Nathaniel Smith, 2015; CC0). */
const viridis = [
  0x440154, 0x481f70, 0x443983, 0x3b528b, 0x31688e, 0x287c8e, 0x21918c, 0x20a486, 0x35b779, 0x5ec962,
  0x90d743, 0xc8e020, 0xfde725,
];

/** The range of viridis that is visible on each background. */
const visible = { light: [0, 0.72], dark: [0.4, 1] } as const;

export type Theme = keyof typeof visible;

export function themeOf(root: HTMLElement): Theme {
  return root.dataset["theme"] === "dark" ? "dark" : "light";
}

/** Return the colors of `n` curves, from the narrowest to the widest width. */
export function viridisOf(n: number, theme: Theme): string[] {
  const [from, to] = visible[theme];
  return colors(n, viridis, (k) => from + (to - from) * (n < 2 ? 0.5 : k / (n - 1)));
}

/** Return `n` colors, evenly spaced from the first stop to the last. */
export function shadesOf(n: number, stops: readonly number[]): string[] {
  return colors(n, stops, (k) => k / (n - 1));
}

function colors(n: number, stops: readonly number[], share: (k: number) => number): string[] {
  return Array.from({ length: n }, (_, k) => {
    const [r, g, b] = mixed(stops, share(k));
    return hexOf((r << 16) | (g << 8) | b);
  });
}

/** Format 0x2369b0 as "#2369b0". */
export function hexOf(color: number): string {
  return `#${color.toString(16).padStart(6, "0")}`;
}

/** The smallest answer is light and the largest dark in both themes; the dark theme is less bright. */
export const surfaceColors: Readonly<Record<Theme, readonly [number, number]>> = {
  light: [0xe9eef4, 0x33587f],
  dark: [0xb4bfca, 0x1c3552],
};

const steps = 256;

/** Return the surface's colors from the smallest to the largest answer, as a canvas stores them. */
export function surfaceRamp(theme: Theme): Uint32Array {
  return Uint32Array.from({ length: steps }, (_, k) =>
    packed(mixed(surfaceColors[theme], k / (steps - 1)), 1),
  );
}

/** Return the step from which a light mark has more contrast than a dark one, about as in WCAG 2. */
export function darkFrom(theme: Theme): number {
  for (let k = 0; k < steps; k += 1) {
    const [r, g, b] = mixed(surfaceColors[theme], k / (steps - 1));
    if (0.2126 * r * r + 0.7152 * g * g + 0.0722 * b * b < 0.225 * 255 * 255) return k;
  }
  return steps;
}

/** Return the position on a ramp of an answer between `low` and `high`. */
export function stepOf(value: number, low: number, high: number): number {
  const share = high > low ? (value - low) / (high - low) : 0.5;
  return Math.round((steps - 1) * Math.min(1, Math.max(0, share)));
}

function mixed(stops: readonly number[], share: number): Rgb {
  const place = share * (stops.length - 1);
  const left = Math.min(stops.length - 2, Math.floor(place));
  const [from = 0, to = 0] = [stops[left], stops[left + 1]];
  const channel = (shift: number) => {
    const [a, b] = [(from >> shift) & 255, (to >> shift) & 255];
    return Math.round(a + (place - left) * (b - a));
  };
  return [channel(16), channel(8), channel(0)];
}
