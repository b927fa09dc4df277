// The line above the curves: the numbers at the current kernel width.

import type { Force } from "../../ui/force";
import { count, magnitude, number } from "../../words/format";
import { fitText } from "../../words/wording";

/** `model` is the model's prediction for the instance. */
export function readoutTexts({ sweep, frame }: Force, model: number): string[] {
  const gap = Math.abs(model - frame.localPrediction);
  return [
    `kernel width ${number(frame.width)}`,
    fitText(sweep, frame),
    `effective sample size ${count(frame.ess)} of ${count(sweep.samples)}`,
    `gap to the model ${magnitude(gap, Math.max(gap, Math.abs(model) / 10))}`,
  ];
}
