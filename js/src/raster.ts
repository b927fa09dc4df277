// The superpixels in the pixels of a canvas: enlarged by a whole factor where the picture is small, so that a line is
// as thin as the screen can draw it, and reduced where it is very large.
import type { Superpixels } from "./superpixels";

export interface Raster {
  /** The superpixels in the picture's own pixels. */
  source: Superpixels;
  width: number;
  height: number;
  /** Pixels of the canvas for one of the picture. */
  factor: number;
  n: number;
  /** The superpixel of each pixel; `n` where there is none. */
  labels: Uint16Array;
  /** The pixels along the borders, superpixel by superpixel: those of s are edges[starts[s]] to edges[starts[s + 1]]. */
  edges: Int32Array;
  starts: Int32Array;
  /** For each of the edges, whether the other superpixel lies to the right or below. */
  far: Uint8Array;
  /** So many pixels of the canvas are one on the screen, about. */
  grain: number;
}

/** Pixels of a canvas, at most; and how wide it should be, at least, or of a line of pixels 16 times how high. */
export interface Size {
  most: number;
  least: number;
}

/** Browsers draw on no side that is much longer. */
const longest = 16_384;

export function factorFor(width: number, height: number, { most, least }: Size): number {
  const possible = Math.min(Math.sqrt(most / (width * height)), longest / Math.max(width, height));
  return possible < 1
    ? possible
    : Math.min(Math.max(1, Math.ceil(least / Math.min(width, 16 * height))), Math.floor(possible));
}

export function rasterOf(superpixels: Superpixels, factor: number, grain = 1): Raster {
  const { n } = superpixels;
  const width = Math.max(1, Math.round(superpixels.width * factor));
  const height = Math.max(1, Math.round(superpixels.height * factor));
  const labels = enlarged(superpixels, width, height);

  // Within `grain` pixels of another superpixel, or of the rim of the picture, is its border.
  const sides = new Uint8Array(labels.length);
  const starts = new Int32Array(n + 2);
  for (let i = 0, y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const label = labels[i] as number;
      const right = x + grain >= width || labels[i + grain] !== label;
      const below = y + grain >= height || labels[i + grain * width] !== label;
      const left = x < grain || labels[i - grain] !== label;
      const above = y < grain || labels[i - grain * width] !== label;
      if (!(right || below || left || above)) continue;
      sides[i] = right || below ? 2 : 1;
      starts[label + 1] = (starts[label + 1] as number) + 1;
    }
  }
  for (let s = 0; s <= n; s += 1) starts[s + 1] = (starts[s + 1] as number) + (starts[s] as number);
  const edges = new Int32Array(starts[n + 1] as number);
  const far = new Uint8Array(edges.length);
  const next = starts.slice();
  sides.forEach((side, i) => {
    if (side === 0) return;
    const label = labels[i] as number;
    const k = next[label] as number;
    next[label] = k + 1;
    edges[k] = i;
    far[k] = side - 1;
  });
  return { source: superpixels, width, height, factor, n, labels, edges, starts, far, grain };
}

function enlarged({ labels, n, ...from }: Superpixels, width: number, height: number): Uint16Array {
  const result = new Uint16Array(width * height);
  const columns = Int32Array.from({ length: width }, (_, x) => Math.floor(((x + 0.5) * from.width) / width));
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(((y + 0.5) * from.height) / height) * from.width;
    for (let x = 0; x < width; x += 1) {
      const label = labels[row + (columns[x] as number)] as number;
      result[y * width + x] = label < 0 || label >= n ? n : label;
    }
  }
  return result;
}
