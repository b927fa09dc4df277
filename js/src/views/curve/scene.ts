// What the curve shows along its axis. Nothing here touches the page.

import { weightsOf } from "../../model/kernel";
import type { Samples } from "../../model/wire";
import { curvesOf } from "../../plot/parts";
import { say } from "../../texts/catalogue";
import { number, pair } from "../../words/format";
import { missing } from "../slices/readout";
import { weightsAt } from "../slices/scattered";
import { type Axis, interpolate, type Slice } from "../slices/slice";
import { endsOf, type Line } from "./lines";

export interface Sources {
  slice: Slice | null;
  lines: readonly Line[];
  samples: Samples | null;
  kernel: string;
  width: number;
}

/** The samples below the curve: their values along the axis, and their weights. */
export interface Rug {
  values: ArrayLike<number>;
  weights: ArrayLike<number>;
}

export interface Scene {
  marks: Readonly<Record<"surrogates" | "model" | "band", Readonly<Record<string, unknown>>>>;
  /** The ends of the axis along the feature; null before the model has answered. */
  along: readonly [number, number] | null;
  heights: readonly [number, number];
  rug: Rug;
  /** Whether the kernel's weights are known: the browser does not know a custom kernel. */
  weighed: boolean;
  drawn: number;
}

export function sceneOf({ slice, lines, samples, kernel, width }: Sources): Scene {
  const axis = slice?.axes[0];
  const values = slice?.values ?? null;
  const drawn = axis === undefined ? [] : lines.filter((line) => line.y !== null);
  const along = (y: ArrayLike<number> | null) =>
    axis === undefined || y === null ? [] : [{ x: axis.values, y }];
  const weights = weightsOf(slice?.distance ?? [], kernel, width);
  const weighed = Number.isFinite(weights[0] ?? Number.NaN);
  return {
    marks: {
      surrogates: {
        ...curvesOf(drawn.flatMap((line) => along(line.y))),
        colors: drawn.map((line) => line.compared.color),
        opacities: drawn.map((line) => (line.compared.current ? 1 : 0.8)),
      },
      model: { ...curvesOf(along(values)), colors: ["var(--lw-fg)"], opacities: [0.85] },
      band: {
        ...curvesOf(along(weighed ? weights : null)),
        colors: ["var(--lw-accent)"],
        fill_colors: ["var(--lw-accent)"],
        opacities: [0.6],
        fill_opacities: [0.22],
      },
    },
    along: axis === undefined ? null : [axis.low, axis.high],
    heights: endsOf(values, lines, 0.2),
    rug: rugOf(slice, samples, kernel, width, weighed ? weights : null),
    weighed,
    drawn: drawn.length,
  };
}

function rugOf(
  slice: Slice | null,
  samples: Samples | null,
  kernel: string,
  width: number,
  weights: Float64Array | null,
): Rug {
  const values = slice?.samples ?? [];
  const axis = slice?.axes[0];
  if (samples !== null && samples.n === values.length)
    return { values, weights: weightsAt(samples, kernel, width) };
  if (axis === undefined || weights === null) return { values, weights: [] };
  return { values, weights: Array.from(values, (value) => interpolate(axis, weights, value)) };
}

/** Where the instance stands on the curve. */
export interface Standing {
  /** Its value where it is explained, and where the hand holds it. NaN where there is none. */
  explained: number;
  place: number;
  /** The model's answer for the explained value. */
  answer: number | undefined;
}

/** The model's answer at the instance is known. Elsewhere it is interpolated between two places of the slice. */
export function heightAt(slice: Slice | null, { explained, answer }: Standing, value: number): number {
  const axis = slice?.axes[0];
  const values = slice?.values ?? null;
  if (axis === undefined || values === null) return Number.NaN;
  return value === explained && answer !== undefined ? answer : interpolate(axis, values, value);
}

/** "x1 1.6: model 0.813, surrogate 0.847 at kernel width 1.3" */
export function instanceText(
  axis: Axis,
  place: number,
  height: number,
  current: Line | undefined,
  away: boolean,
): string {
  if (!Number.isFinite(place)) return missing(axis);
  const where = `${axis.name} ${number(place, 4)}`;
  const known = { where, model: number(height) };
  if (away) return say("slice.where_waiting", known);
  if (current === undefined || current.found === null) return say("slice.where", known);
  const [model, surrogate] = pair(height, current.found.answer);
  return say("slice.where_both", { where, model, surrogate, width: number(current.compared.width) });
}
