// The surrogate over the plane at one kernel width: on which side of a level it is, and where it crosses the level.
import type { StudyModel } from "../../model/study_model";
import type { Frames } from "../../model/wire";
import { additiveOf } from "./additive";
import { type Boundary, boundaryOf, type Sign, signsOf } from "./boundary";
import { aboveOf, type Polygon } from "./halves";
import type { Slice } from "./slice";

export interface Surrogate {
  signs: Sign[];
  /** Where it is at or above the level. */
  above: Polygon[];
  boundary: Boundary | null;
}

/** Return the surrogate of frame `t`; empty where the surrogate along the axes is not known. */
export function surrogateOver(
  slice: Slice | null,
  frames: Frames | null,
  t: number,
  level: number,
): Surrogate {
  const axes = slice?.axes ?? [];
  const found = frames === null || t < 0 || axes.length < 2 ? null : additiveOf(frames, t, axes);
  if (found === null) return { signs: [], above: [], boundary: null };
  return {
    signs: signsOf(found, axes, level),
    above: aboveOf(found, axes, level),
    boundary: boundaryOf(found, axes, level),
  };
}

/** The prediction at which the surrogate changes sides: 0.5, or for values the model's own at the instance. */
export function levelOf(study: StudyModel): number {
  const { kind } = study.get("outputs");
  if (kind === "probability") return 0.5;
  if (kind === "score") return 0;
  return study.get("prediction").values[study.get("output")] ?? 0;
}
