// The values of a slider.
import { sameWidth } from "./frames";
import type { Control } from "./wire";

/** Return the steps of a "log" slider: its ends, and the powers of two between them. */
export function powersOfTwo(control: Control): number[] {
  const { min = 1, max = 65536 } = control;
  const steps = [min];
  for (let step = 2 ** Math.ceil(Math.log2(min)); step < max; step *= 2) if (step > min) steps.push(step);
  if (max > min) steps.push(max);
  return steps;
}

/** Return 0.15 instead of 0.15000000000000002. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/** Return the steps of a "range" slider. */
export function evenSteps(control: Control): number[] {
  const { min = 1, max = min, step = 1 } = control;
  return Array.from({ length: Math.floor((max - min) / step + 1e-9) + 1 }, (_, i) => rounded(min + i * step));
}

/** Return the steps of a "weight" slider, from zero to the largest weight. */
export function weightSteps(largest: number, steps = 100): number[] {
  if (!(largest > 0)) return [0];
  return Array.from({ length: steps + 1 }, (_, i) => Number(((largest * i) / steps).toPrecision(3)));
}

/** Return the steps of a "count" slider, the last of which is "all". */
export function countSteps({ max = 1 }: Control): number[] {
  return [...Array.from({ length: max }, (_, i) => i + 1), Number.POSITIVE_INFINITY];
}

/** Return `steps` with `value` added where it is missing. */
export function withStep(steps: readonly number[], value: number): number[] {
  if (!Number.isFinite(value) || steps.some((step) => sameWidth(step, value))) return [...steps];
  return [...steps, value].sort((a, b) => a - b);
}

/** Return the index of the step nearest to `value` by ratio, as distances on a log slider look. */
export function positionOf(steps: readonly number[], value: number): number {
  const distance = (step: number) => Math.abs(Math.log(step / value));
  let nearest = 0;
  steps.forEach((step, i) => {
    if (step === value || distance(step) < distance(steps[nearest] ?? step)) nearest = i;
  });
  return nearest;
}
