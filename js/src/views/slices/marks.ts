// The marks over a surface: samples as dots, and the surrogate's signs. Both are visible on light and dark.

import { darkFrom, shadesOf, surfaceColors, type Theme } from "../../plot/ramp";
import type { Sign } from "./boundary";
import type { Polygon } from "./halves";
import type { Axis } from "./slice";

/** The position of a value on each axis of the canvas, in pixels. */
export interface Places {
  x(value: number): number;
  y(value: number): number;
}

/** Inks for the light and for the dark part of the ramp. */
const inks = ["#10151b", "#f8fafc"] as const;

/** The smallest radius, and the largest for a few and for many samples, which would hide one another. */
const [least, most, mostOfMany] = [0.8, 6, 2.8];
/** A dot smaller than this hardly counts and is drawn as a speck. */
const speck = 1.2;

/** Return radii whose areas are proportional to the weights; equal radii without weights. */
export function radiiOf(n: number, weights: ArrayLike<number> | null): Float32Array {
  const crowd = Math.min(1, (500 / n) ** 0.25);
  const radii = new Float32Array(n).fill(Math.max(1.3, 1.8 * crowd));
  if (weights === null) return radii;
  const large = Math.max(mostOfMany, most * crowd);
  let largest = 0;
  for (let k = 0; k < n; k += 1) largest = Math.max(largest, weights[k] ?? 0);
  for (let k = 0; k < n; k += 1) {
    const share = largest > 0 ? (weights[k] ?? 0) / largest : 0;
    radii[k] = Math.max(least, large * Math.sqrt(Number.isFinite(share) ? share : 0));
  }
  return radii;
}

/** The places of the samples' answers on the surface's ramp. */
export interface Shades {
  steps: Uint8Array;
  theme: Theme;
}

/**
 * `points` are all values on the first axis, then all on the second. The first of each is the instance. A dot has the
 * surface's color for its answer, and a rim that is seen on the same color: where a dot differs from the surface around
 * it, other columns matter.
 */
export function paintDots(
  context: CanvasRenderingContext2D,
  points: Float32Array,
  radii: Float32Array,
  { x, y }: Places,
  shades: Shades | null = null,
): void {
  const n = radii.length;
  const trace = (k: number) => {
    const [across, up, radius] = [x(points[k] ?? 0), y(points[n + k] ?? 0), radii[k] ?? 0];
    context.moveTo(across + radius, up);
    context.arc(across, up, radius, 0, 2 * Math.PI);
  };
  const dots: number[] = [];
  context.fillStyle = "rgba(20, 24, 29, 0.55)";
  context.beginPath();
  for (let k = 1; k < n; k += 1) {
    if ((radii[k] ?? 0) < speck) trace(k);
    else dots.push(k);
  }
  context.fill();
  // Give each dot its own rim, with the large dots below.
  dots.sort((a, b) => (radii[b] ?? 0) - (radii[a] ?? 0));
  context.fillStyle = inks[0];
  context.strokeStyle = inks[1];
  context.lineWidth = 0.8;
  const [colors, dark] =
    shades === null ? [[], 0] : [shadesOf(256, surfaceColors[shades.theme]), darkFrom(shades.theme)];
  for (const k of dots) {
    const step = shades?.steps[k];
    if (step !== undefined) {
      context.fillStyle = colors[step] ?? inks[0];
      context.strokeStyle = inks[step < dark ? 0 : 1];
    }
    context.beginPath();
    trace(k);
    context.fill();
    context.stroke();
  }
}

/** Tint both sides of a level: `above`, and the rest of the plane. */
export function paintHalves(
  context: CanvasRenderingContext2D,
  above: readonly Polygon[],
  [across, up]: readonly Axis[],
  [toward, against]: readonly [string, string],
  { x, y }: Places,
): void {
  if (across === undefined || up === undefined) return;
  const trace = () => {
    for (const polygon of above) {
      polygon.forEach(([u, v], i) => {
        if (i === 0) context.moveTo(x(u), y(v));
        else context.lineTo(x(u), y(v));
      });
      context.closePath();
    }
  };
  context.globalAlpha = 0.3;
  context.fillStyle = toward;
  context.beginPath();
  trace();
  context.fill();
  // The rest: the whole plane, without what is traced inside of it.
  context.fillStyle = against;
  context.beginPath();
  context.rect(x(across.low), y(up.high), x(across.high) - x(across.low), y(up.low) - y(up.high));
  trace();
  context.fill("evenodd");
  context.globalAlpha = 1;
}

export function paintSigns(
  context: CanvasRenderingContext2D,
  signs: readonly Sign[],
  shadeOf: (sign: Sign) => number,
  { x, y }: Places,
  theme: Theme,
  arm: number,
): void {
  const dark = darkFrom(theme);
  for (const [side, ink] of inks.entries()) {
    context.fillStyle = ink;
    for (const sign of signs) {
      if (shadeOf(sign) < dark !== (side === 0)) continue;
      const [across, up] = [Math.round(x(sign.x)), Math.round(y(sign.y))];
      context.fillRect(across - arm, up - 0.75, 2 * arm, 1.5);
      if (sign.above) context.fillRect(across - 0.75, up - arm, 1.5, 2 * arm);
    }
  }
}
