// The frame of the current kernel width, which every view of an explanation draws. The view's root element states
// which frame it is, and the study's status.

import { contributionsOf, type Frame, frameAt, type Sweep, sweepOf } from "../model/frames";
import type { StudyModel } from "../model/study_model";
import type { Frames } from "../model/wire";
import { mark } from "./elements";

export interface Force {
  sweep: Sweep;
  frame: Frame;
}

/** Null before the first answer. */
export function frameInForce(study: StudyModel, root: HTMLElement): Force | null {
  markStanding(study, root);
  const force = forceOf(study, study.get("frames"));
  if (force === null) return null;
  const { sweep, frame } = force;
  mark(root, "data-generation", String(sweep.generation));
  mark(root, "data-kernel-width", String(frame.width));
  mark(root, "data-output", String(sweep.output));
  mark(root, "data-stale", String(frame.stale));
  return force;
}

/** Return the sweep of a publication as it is drawn: contributions, or weights where the user wants slopes. */
export function effectsOf(study: StudyModel, frames: Frames | null): Sweep | null {
  const sweep = sweepOf(frames);
  return sweep === null || study.get("effect") === "slope" ? sweep : contributionsOf(sweep);
}

/** Return the frame of one publication at the current width. */
export function forceOf(study: StudyModel, frames: Frames | null | undefined): Force | null {
  const sweep = effectsOf(study, frames ?? null);
  const frame = sweep === null ? null : frameAt(sweep, study.get("kernel_width"));
  return sweep === null || frame === null ? null : { sweep, frame };
}

/**
 * Mark the root as gray after a failure, as busy during sampling, with its palette, and whether a kernel is
 * connected.
 */
export function markStanding(study: StudyModel, root: HTMLElement): void {
  const status = study.get("status");
  root.classList.toggle("lw-failed", status === "failed");
  mark(root, "aria-busy", String(study.live && status === "sampling"));
  mark(root, "data-live", String(study.live));
  mark(root, "data-palette", study.get("palette"));
}
