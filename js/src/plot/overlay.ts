// Painting over a picture: each pixel takes the color of its superpixel from a table. Pixels are RGBA in one number,
// as a canvas stores them, so arrays of them are copied to a canvas unchanged.
import type { Raster } from "./raster";

export type Rgb = readonly [number, number, number];

/** Colors by superpixel. The last of each list is for pixels in no superpixel. */
export interface Paint {
  /** Two lists in one: the ground of each superpixel, then its stripes. */
  fills: Uint32Array;
  /** Colors that cover the picture at any opacity. */
  covers: Uint32Array;
  edges: Uint32Array;
  dotted: Uint8Array;
  /** Whether to draw every border in light and dark, so that it is visible on any picture. */
  seams: boolean;
}

/** `alpha` is from 0 to 1. A canvas stores red, green, blue, alpha, and all machines are little endian. */
export function packed([r, g, b]: Rgb, alpha: number): number {
  return ((Math.round(alpha * 255) << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

export function emptyPaint(n: number, seams = false): Paint {
  return {
    fills: new Uint32Array(2 * (n + 1)),
    covers: new Uint32Array(n + 1),
    edges: new Uint32Array(n + 1),
    dotted: new Uint8Array(n + 1),
    seams,
  };
}

/** Period and width of the diagonal stripes, in screen pixels. */
const [period, stripe] = [7, 3];

export function paintFills(
  out: Uint32Array,
  { width, height, labels, n, grain }: Raster,
  fills: Uint32Array,
): void {
  const plain = fills.subarray(0, n + 1).every((color, label) => color === fills[n + 1 + label]);
  if (plain) {
    for (let i = 0; i < out.length; i += 1) out[i] = fills[labels[i] as number] as number;
    return;
  }
  const length = period * grain;
  const offsets = Uint16Array.from({ length }, (_, k) => (k < stripe * grain ? n + 1 : 0));
  for (let i = 0, y = 0; y < height; y += 1) {
    let phase = y % length;
    for (let x = 0; x < width; x += 1, i += 1) {
      out[i] = fills[(labels[i] as number) + (offsets[phase] as number)] as number;
      phase += 1;
      if (phase === length) phase = 0;
    }
  }
}

const [light, dark] = [packed([255, 255, 255], 0.75), packed([0, 0, 0], 0.55)];
/** Length of the dots along a border and of the gaps, in screen pixels. */
const dot = 3;

export function paintLines(out: Uint32Array, raster: Raster, paint: Paint): void {
  const { width, labels, edges, starts, far, n, grain } = raster;
  const { covers, seams } = paint;
  if (covers.every((color) => color === 0)) out.fill(0);
  else for (let i = 0; i < out.length; i += 1) out[i] = covers[labels[i] as number] as number;
  if (seams) for (let k = 0; k < edges.length; k += 1) out[edges[k] as number] = far[k] === 1 ? dark : light;
  for (let s = 0; s < n; s += 1) {
    const color = paint.edges[s] as number;
    if (color === 0) continue;
    const dotted = paint.dotted[s] === 1;
    for (const i of edges.subarray(starts[s], starts[s + 1])) {
      const step = Math.floor(((i % width) + Math.floor(i / width)) / (dot * grain));
      if (!dotted || step % 2 === 0) out[i] = color;
    }
  }
}

export function sameValues(a: Uint32Array | Uint8Array, b: Uint32Array | Uint8Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Clear all pixels except those of the superpixels in `kept`. */
export function keepOnly(pixels: Uint32Array, { labels, n }: Raster, kept: Iterable<number>): void {
  const keeps = new Uint8Array(n + 1);
  for (const label of kept) if (label < n) keeps[label] = 1;
  for (let i = 0; i < pixels.length; i += 1) if (keeps[labels[i] as number] === 0) pixels[i] = 0;
}
