// The superpixels in canvas pixels. A small picture is enlarged by a whole factor, so that a line is as thin as the
// screen allows. A very large one is reduced.
import type { Superpixels } from "../model/superpixels";

export interface Raster {
  /** The superpixels in the picture's own pixels. */
  source: Superpixels;
  width: number;
  height: number;
  /** Canvas pixels for each picture pixel. */
  factor: number;
  n: number;
  /** The superpixel of each pixel; `n` for none. */
  labels: Uint16Array;
  /** The border pixels, sorted by superpixel: those of s are edges[starts[s]] to edges[starts[s + 1]]. */
  edges: Int32Array;
  starts: Int32Array;
  /** For each edge pixel, whether the other superpixel lies to the right or below. */
  far: Uint8Array;
  /** The number of canvas pixels in about one screen pixel. */
  grain: number;
}

/**
 * The largest number of canvas pixels, and the smallest width (or 16 times the smallest height, for a line of
 * pixels).
 */
export interface Size {
  most: number;
  least: number;
}

/** Browsers draw on no canvas with a much longer side. */
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

  // A border pixel has another superpixel, or the edge of the picture, within `grain` pixels.
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
