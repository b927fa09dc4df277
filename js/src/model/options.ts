// The values of a segmentation setting's slider.
import type { SegmentationOption } from "./wire";

/** The number of steps of a log slider. */
const ratios = 60;

export function optionSteps(option: SegmentationOption): number[] {
  const { min, max, step } = option;
  const whole = (value: number) =>
    Number(Math.min(max, min + Math.round((value - min) / step) * step).toPrecision(12));
  const values =
    option.scale === "log" && min > 0
      ? Array.from({ length: ratios + 1 }, (_, i) => whole(min * (max / min) ** (i / ratios)))
      : Array.from({ length: Math.floor((max - min) / step + 1e-9) + 1 }, (_, i) => whole(min + i * step));
  return [...new Set([...values, option.default])].sort((a, b) => a - b);
}

/** Return the index of the step nearest to a value. */
export function optionAt(steps: readonly number[], value: number): number {
  const distances = steps.map((step) => Math.abs(step - value));
  return distances.indexOf(Math.min(...distances));
}
