// The superpixels of a picture in its own pixels, with their positions and neighbors.

import { decodeRuns } from "./runs";
import type { Runs } from "./wire";

export interface Superpixels {
  width: number;
  height: number;
  n: number;
  /** The superpixel of each pixel, row by row; −1 for none. */
  labels: Int32Array;
  /** The pixel of each superpixel that is nearest to its center; −1 where it has no pixel. */
  readonly middles: Int32Array;
}

export function superpixelsOf(runs: Runs, width: number, height: number, n: number): Superpixels {
  const labels = decodeRuns(runs, width * height);
  let middles: Int32Array | undefined;
  return {
    width,
    height,
    n,
    labels,
    // They take two passes over all pixels, and a preview does not need them.
    get middles() {
      middles ??= middlesOf(labels, width, n);
      return middles;
    },
  };
}

function middlesOf(labels: Int32Array, width: number, n: number): Int32Array {
  const [columns, rows, size] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const add = (sums: Float64Array, label: number, value: number) => {
    sums[label] = (sums[label] as number) + value;
  };
  const eachPixel = (visit: (label: number, x: number, y: number, pixel: number) => void) => {
    labels.forEach((label, pixel) => {
      if (label >= 0 && label < n) visit(label, pixel % width, Math.floor(pixel / width), pixel);
    });
  };
  eachPixel((label, x, y) => {
    add(columns, label, x);
    add(rows, label, y);
    add(size, label, 1);
  });
  // The center of a crescent lies outside it, but its mark must be on one of its own pixels.
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const middles = new Int32Array(n).fill(-1);
  eachPixel((label, x, y, pixel) => {
    const many = size[label] as number;
    const distance = (x - (columns[label] as number) / many) ** 2 + (y - (rows[label] as number) / many) ** 2;
    if (distance >= (nearest[label] as number)) return;
    nearest[label] = distance;
    middles[label] = pixel;
  });
  return middles;
}

/** Return the superpixel at a share of the width and of the height; −1 for none. */
export function superpixelAt({ width, height, labels }: Superpixels, across: number, down: number): number {
  const [x, y] = [Math.floor(across * width), Math.floor(down * height)];
  if (x < 0 || y < 0 || x >= width || y >= height) return -1;
  return labels[y * width + x] ?? -1;
}

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Return the target of a key from a superpixel: undefined for other keys, the same superpixel at the end. */
export function stepFrom(superpixels: Superpixels, from: number, key: string): number | undefined {
  const { n, width, middles } = superpixels;
  if (key === "Home") return 0;
  if (key === "End") return n - 1;
  const direction = directions[key];
  if (direction === undefined) return undefined;
  const [dx, dy] = direction;
  const here = middles[from] ?? 0;
  let found = from;
  let least = Number.POSITIVE_INFINITY;
  middles.forEach((there, other) => {
    const [x, y] = [(there % width) - (here % width), Math.floor(there / width) - Math.floor(here / width)];
    const [along, aside] = [x * dx + y * dy, Math.abs(x * dy) + Math.abs(y * dx)];
    if (there < 0 || along <= 0) return;
    // A superpixel more than 45° off the direction counts only where there is no other.
    const distance = along + 2 * aside + (aside > along ? width * 4 : 0);
    if (distance < least) [found, least] = [other, distance];
  });
  return found;
}
