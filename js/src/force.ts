// The frame in force, which every view of an explanation draws; its root says which one that is, and how the Study
// stands.
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

/** The frame of one publication at the width in force. */
export function forceOf(mirror: Mirror, frames: Frames | null | undefined): Force | null {
  const sweep = sweepOf(frames ?? null);
  const frame = sweep === null ? null : frameAt(sweep, mirror.get("kernel_width"));
  return sweep === null || frame === null ? null : { sweep, frame };
}

/** Grayed when the model failed, busy while it is asked, in the palette that was chosen; and whether it can be asked. */
export function markStanding(mirror: Mirror, root: HTMLElement): void {
  const status = mirror.get("status");
  root.classList.toggle("lw-failed", status === "failed");
  mark(root, "aria-busy", String(mirror.live && status === "sampling"));
  mark(root, "data-live", String(mirror.live));
  mark(root, "data-palette", mirror.get("palette"));
}
