// The frame of the current kernel width, which every view of an explanation draws. The view's root element states
// which frame it is, and the study's status.
import { mark } from "./elements";
import { type Frame, frameAt, type Sweep, sweepOf } from "./frames";
import type { Frames, Mirror } from "./mirror";

export interface Force {
  sweep: Sweep;
  frame: Frame;
}

/** Null before the first answer. */
export function frameInForce(mirror: Mirror, root: HTMLElement): Force | null {
  markStanding(mirror, root);
  const force = forceOf(mirror, mirror.get("frames"));
  if (force === null) return null;
  const { sweep, frame } = force;
  mark(root, "data-generation", String(sweep.generation));
  mark(root, "data-kernel-width", String(frame.width));
  mark(root, "data-output", String(sweep.output));
  mark(root, "data-stale", String(frame.stale));
  return force;
}

/** Return the frame of one publication at the current width. */
export function forceOf(mirror: Mirror, frames: Frames | null | undefined): Force | null {
  const sweep = sweepOf(frames ?? null);
  const frame = sweep === null ? null : frameAt(sweep, mirror.get("kernel_width"));
  return sweep === null || frame === null ? null : { sweep, frame };
}

/**
 * Mark the root as gray after a failure, as busy during sampling, with its palette, and whether a kernel is
 * connected.
 */
export function markStanding(mirror: Mirror, root: HTMLElement): void {
  const status = mirror.get("status");
  root.classList.toggle("lw-failed", status === "failed");
  mark(root, "aria-busy", String(mirror.live && status === "sampling"));
  mark(root, "data-live", String(mirror.live));
  mark(root, "data-palette", mirror.get("palette"));
}
