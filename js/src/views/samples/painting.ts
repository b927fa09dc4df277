// Painting the samples as points on a canvas.
import { weightsOf } from "../../model/kernel";
import type { StudyModel } from "../../model/study_model";
import type { Brush } from "../../model/wire";
import { shadesOf, type Theme } from "../../plot/ramp";
import { type Cloud, isInside, type Points, spread } from "./points";

/** Number of shades of the ramp. */
const shades = 32;

/** From almost no weight to the largest; the far end stands out in both themes. */
const ramps = {
  light: [0xc9d3de, 0x7fb0d6, 0x2369b0, 0x0b2f66],
  dark: [0x34414e, 0x2f6ea5, 0x6db4ee, 0xe8f5ff],
} as const;

/** The position of a value on each axis of the canvas, in pixels. */
interface Places {
  x(value: number): number;
  y(value: number): number;
}

export interface Picture {
  points: Points;
  weights: ArrayLike<number>;
  /** The vertical positions. */
  up: Float64Array;
  brush: Brush | null;
  /** The row that is ringed; −1 for none. */
  pointed: number;
}

/** Paint the points, faint outside the brush. Draw rings around the instance and around the row under the pointer. */
export function paintPoints(
  brush2d: CanvasRenderingContext2D,
  picture: Picture,
  { x, y }: Places,
  theme: Theme,
): void {
  const { points, up } = picture;
  const { n, order, across } = points;
  const ramp = shadesOf(shades, ramps[theme]);
  const radius = n > 1500 ? 2.1 : 2.8;
  const shadeOf = shader(picture);
  let painted = -1;
  const flush = () => {
    if (painted < 0) return;
    brush2d.globalAlpha = painted >= shades ? 0.85 : 0.12;
    brush2d.fillStyle = ramp[painted % shades] as string;
    brush2d.fill();
  };
  for (let k = 0; k < n; k += 1) {
    const i = order[k] as number;
    const shade = shadeOf(i);
    if (shade !== painted) {
      flush();
      brush2d.beginPath();
      painted = shade;
    }
    const [px, py] = [x(across[i] as number), y(up[i] as number)];
    brush2d.moveTo(px + radius, py);
    brush2d.arc(px, py, radius, 0, 2 * Math.PI);
  }
  flush();
  brush2d.globalAlpha = 1;
  brush2d.strokeStyle = theme === "dark" ? "#fff" : "#000";
  for (const [row, size] of [
    [0, 5],
    [picture.pointed, 6],
  ] as const) {
    if (row < 0 || row >= n) continue;
    brush2d.lineWidth = row === picture.pointed ? 2 : 1.5;
    brush2d.beginPath();
    brush2d.arc(x(across[row] as number), y(up[row] as number), size, 0, 2 * Math.PI);
    brush2d.stroke();
  }
}

/** Paint training rows as faint squares; `rooms` spreads those of few distances as it does samples. */
export function paintTraining(
  brush2d: CanvasRenderingContext2D,
  training: Cloud["training"] | null,
  rooms: Points["rooms"],
  { x, y }: Places,
  theme: Theme,
): void {
  if (training === null) return;
  const across = spread(training.across, rooms);
  brush2d.fillStyle = theme === "dark" ? "#ffb74d" : "#b45f06";
  brush2d.globalAlpha = 0.45;
  training.up.forEach((up, i) => {
    brush2d.fillRect(x(across[i] as number) - 2, y(up) - 2, 4, 4);
  });
  brush2d.globalAlpha = 1;
}

/** Return a function that gives the shade of a row: of its weight, and a second set of shades inside the brush. */
function shader({ points, weights, up, brush }: Picture): (row: number) => number {
  let largest = 0;
  // Skip the instance, which can outweigh all samples when they are far from it.
  for (let i = 1; i < points.n; i += 1) largest = Math.max(largest, weights[i] as number);
  return (row) => {
    const share = largest > 0 ? (weights[row] as number) / largest : 0;
    const inside = brush === null || isInside(points, up, brush, row);
    return Math.min(shades - 1, Math.floor(Math.min(1, share) * shades)) + (inside ? shades : 0);
  };
}

/** Shade each distance by the weight that the kernel gives it: where the band fades, the neighborhood ends. */
export function paintKernel(
  brush2d: CanvasRenderingContext2D,
  { width, height }: { width: number; height: number },
  valueAt: (share: number) => number,
  study: StudyModel,
  theme: string,
): void {
  const step = 3;
  const distances = Float64Array.from({ length: Math.ceil(width / step) }, (_, i) =>
    Math.max(0, valueAt((i * step) / width)),
  );
  brush2d.fillStyle = theme === "dark" ? "#64b5f6" : "#1565c0";
  const weights = weightsOf(distances, String(study.parameter("kernel")), study.get("kernel_width"));
  weights.forEach((weight, i) => {
    // The user's own kernel is known to Python only.
    if (!(weight > 0.004)) return;
    brush2d.globalAlpha = 0.16 * Math.min(1, weight);
    brush2d.fillRect(i * step, 0, step, height);
  });
  brush2d.globalAlpha = 1;
}
