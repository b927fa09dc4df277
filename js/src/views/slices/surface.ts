// The black box's answers over a plane: one pixel for each evaluated place, stretched over the plot by the browser.

import { makeCanvas } from "../../plot/pictures";
import { hexOf, stepOf, surfaceColors, surfaceRamp, type Theme } from "../../plot/ramp";
import { make, show, write } from "../../ui/elements";
import type { Places } from "./marks";
import type { Slice } from "./slice";

export interface Surface {
  slice: Slice;
  theme: Theme;
  /** Answers at the ends of the ramp. */
  low: number;
  high: number;
  /** The ramp position of each answer, ordered as in the slice: the first axis slowest. */
  steps: Uint8Array;
  image: HTMLCanvasElement;
}

/** Return the ramp's range: 0 to 1 for probabilities, the observed range for values. */
export function rangeOf(values: Float32Array, kind: "probability" | "value" | "score"): [number, number] {
  if (kind === "probability") return [0, 1];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const each of values) {
    if (each < low) low = each;
    if (each > high) high = each;
  }
  return [low, high];
}

/** Return the ramp positions of a slice's answers. */
export function stepsOf(values: Float32Array, low: number, high: number): Uint8Array {
  const steps = new Uint8Array(values.length);
  for (let k = 0; k < steps.length; k += 1) steps[k] = stepOf(values[k] ?? Number.NaN, low, high);
  return steps;
}

/** Write the pixels of a picture of m by n: the first axis to the right, the second upward. */
export function paintSurface(
  out: Uint32Array,
  steps: Uint8Array,
  m: number,
  n: number,
  ramp: Uint32Array,
): void {
  for (let i = 0; i < m; i += 1) {
    for (let j = 0; j < n; j += 1) out[(n - 1 - j) * m + i] = ramp[steps[i * n + j] ?? 0] ?? 0;
  }
}

/** Return null where the call of the model failed. */
export function surfaceOf(
  slice: Slice,
  kind: "probability" | "value" | "score",
  theme: Theme,
): Surface | null {
  const [across, up] = slice.axes;
  if (slice.values === null || across === undefined || up === undefined) return null;
  const [m, n] = [across.values.length, up.values.length];
  const [low, high] = rangeOf(slice.values, kind);
  const steps = stepsOf(slice.values, low, high);
  const image = makeCanvas(m, n);
  const context = image.getContext("2d") as CanvasRenderingContext2D;
  const pixels = context.createImageData(m, n);
  paintSurface(new Uint32Array(pixels.data.buffer), steps, m, n, surfaceRamp(theme));
  context.putImageData(pixels, 0, 0);
  return { slice, theme, low, high, steps, image };
}

/** Stretch the surface over its plane. Each place has its own patch, and the border cuts the outermost ones. */
export function drawSurface(
  context: CanvasRenderingContext2D,
  { slice, image }: Surface,
  { x, y }: Places,
): void {
  const [across, up] = slice.axes;
  if (across === undefined || up === undefined) return;
  const [left, right] = outerEdges(across.values);
  const [bottom, top] = outerEdges(up.values);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, x(left), y(top), x(right) - x(left), y(bottom) - y(top));
}

/** Return half a step beyond the first and the last value. */
function outerEdges(values: Float64Array): [number, number] {
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  const half = values.length > 1 ? (last - first) / (values.length - 1) / 2 : 0.5;
  return [first - half, last + half];
}

export interface RampKey {
  node: HTMLElement;
  draw(surface: Surface | null, name: string, text: (value: number) => string): void;
}

/** Create the legend of the surface's colors. */
export function makeRampKey(): RampKey {
  const [name, low, bar, high] = [0, 1, 2, 3].map(() => make("span")) as [Span, Span, Span, Span];
  bar.className = "lw-ramp";
  const node = make("span", { class: "lw-ramp-key" }, name, low, bar, high);
  return {
    node,
    draw(surface, what, text) {
      show(node, surface !== null);
      if (surface === null) return;
      const [light, dark] = surfaceColors[surface.theme].map(hexOf);
      bar.style.background = `linear-gradient(90deg, ${light}, ${dark})`;
      write(name, what);
      write(low, text(surface.low));
      write(high, text(surface.high));
    },
  };
}

type Span = HTMLSpanElement;
