// The frame of the residuals: few lie far out, and the others stay legible. lime_widgets/engine/fidelity/residuals.py
// has the same rule.
import { type Dimension, hold } from "../../plot/dimension";
import type { Area } from "../../plot/plot";

/** The axis holds all samples where the largest residual is at most this many times as far as most of them. */
const few = 2;

/** Set the axis of the residuals: from −reach to reach, where the rest lies beyond the frame. */
export function frame(y: Dimension, up: Float64Array, rms: ArrayLike<number>): void {
  const most = 1.1 * Math.max(...Array.from(rms), quantile(up, 0.99));
  const all = 1.05 * quantile(up, 1);
  const reach = (all <= few * most ? all : most) || 0.5;
  hold(y, -reach, reach);
}

/** Return the size that a share of the residuals does not exceed. */
export function quantile(values: Float64Array, share: number): number {
  const sizes = values.map(Math.abs).sort();
  return sizes[Math.min(sizes.length - 1, Math.floor(share * sizes.length))] ?? 0;
}

/** Return the rows that lie beyond the frame. */
export function beyond(up: Float64Array, { low, high }: Dimension): number[] {
  return [...up.keys()].filter((row) => (up[row] as number) > high || (up[row] as number) < low);
}

/** Paint a triangle at the frame for each of these rows, which points to where it lies. */
export function paintBeyond(
  brush2d: CanvasRenderingContext2D,
  rows: readonly number[],
  { x, up }: { x: (row: number) => number; up: Float64Array },
  { height }: Area,
  theme: string,
): void {
  brush2d.fillStyle = theme === "dark" ? "#fff" : "#000";
  brush2d.globalAlpha = 0.75;
  brush2d.beginPath();
  for (const row of rows) {
    const [at, edge, inward] = (up[row] as number) > 0 ? [x(row), 0, 1] : [x(row), height, -1];
    brush2d.moveTo(at, edge);
    brush2d.lineTo(at - 4, edge + 7 * inward);
    brush2d.lineTo(at + 4, edge + 7 * inward);
  }
  brush2d.fill();
  brush2d.globalAlpha = 1;
}
