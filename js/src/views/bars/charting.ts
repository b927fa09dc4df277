// The chart of one frame: bars from zero, or a waterfall; beside the former explanation where there is one.

import { isShapley, otherOf } from "../../model/methods";
import { extentOf, niceCeiling } from "../../model/scale";
import type { StudyModel } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import type { Force } from "../../ui/force";
import { measureOf, whatText } from "../../words/wording";
import type { Held } from "./held";
import type { Chart } from "./scene";
import { type Fall, fallOf } from "./waterfall";

/** Return the chart of a frame, and its waterfall where that is drawn. */
export function chartOf(
  study: StudyModel,
  { sweep, frame }: Force,
  former: ReadonlyMap<number, number> | undefined,
  held: Held,
): { chart: Chart; fall: Fall | null } {
  // A pinned explanation takes the place of the other method, which takes that of the explanation before.
  const other = (study.get("pinned") ?? null) === null ? otherOf(study) : undefined;
  const behind = other?.weights ?? former;
  const measure = measureOf(study, sweep, frame);
  const { values, low, high } = study.get("prediction");
  const { names } = study.get("features");
  const rest = isShapley(study)
    ? { weight: study.get("frames")?.rest ?? 0, n: names.length - frame.bars.length }
    : null;
  const falls = study.get("chart") === "waterfall" && measure.what !== "slope";
  const fall = falls
    ? fallOf(frame, values[sweep.output] ?? Number.NaN, measure.logistic === true, rest)
    : null;
  // Weights so far below the range of the model's answers are rounding errors.
  const own = extentOf(frame.bars, 1e-9 * Math.max(0, high - low));
  const shared = study.get("extent") ?? 0;
  const far = Math.max(shared, ...[...(other?.weights.values() ?? [])].map(Math.abs));
  const extent = held.extent(sweep.generation, far > own ? niceCeiling(far) : own);
  const span = fall?.span ?? { low: -extent, high: extent };
  return {
    chart: {
      ...measure,
      span,
      ...(fall && { starts: fall.starts }),
      ...(behind && { former: behind }),
      ...(other && { other }),
    },
    fall,
  };
}

/** What pointing at a bar tells. */
export function pointOf(study: StudyModel): string {
  const { exact = false, folds = 0 } = study.get("frames") ?? {}; // a cross-validated surrogate has no intervals
  return exact || folds > 0 ? say("bars.point", { what: whatText(study) }) : say("bars.point_interval");
}
