// LIME or Shapley values: which of the two is displayed, and what the other one gives.
import type { StudyModel } from "./study_model";
import type { Difference } from "./wire";

export const shapley = "shapley";

/** Whether the displayed explanation consists of Shapley values. */
export function isShapley(study: StudyModel): boolean {
  return study.get("frames")?.method === shapley;
}

export interface Other {
  method: Difference["method"];
  /** What the other method gives the displayed features. */
  weights: ReadonlyMap<number, number>;
  /** Half widths of their 95 % intervals. */
  halves: ReadonlyMap<number, number>;
  /** The features that differ most, of those that differ by more than chance. */
  marked: ReadonlySet<number>;
}

/** Return what the other method gives; undefined where nobody asked, or the model has not answered. */
export function otherOf(study: StudyModel): Other | undefined {
  const found = study.get("difference") ?? null;
  if (found === null || found.method === study.get("frames")?.method) return undefined;
  const { method, contributions, intervals, marked } = found;
  return { method, weights: new Map(contributions), halves: new Map(intervals), marked: new Set(marked) };
}
