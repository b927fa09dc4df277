// The instance under a hand. It is drawn where the hand is at once; the explanation follows when the model has answered
// about the new row, and until then stands where it is of.
import type { Frames, Mirror } from "./mirror";
import { type Axis, settle, standsAt } from "./slice";

export interface Moving {
  /** Where the instance is on each axis: under the hand, or where the explanation is of. */
  place(axes: readonly Axis[]): number[];
  /** Whether it is asked for elsewhere than the explanation is of. */
  readonly away: boolean;
  /** True when it has moved. */
  to(axes: readonly Axis[], values: readonly number[]): boolean;
  hold(held: boolean): void;
}

export function makeMoving(mirror: Mirror): Moving {
  let hand: number[] | null = null;
  let held = false;
  /** What was explained when the hand moved last. */
  let before: Frames | null = null;

  const standing = (axes: readonly Axis[]) => axes.map((axis) => standsAt(mirror.get("frames"), axis));
  const settleDown = (axes: readonly Axis[]) => {
    if (hand === null || held) return;
    const stands = standing(axes);
    const arrived = axes.every(
      ({ low, high }, k) => Math.abs((stands[k] ?? Number.NaN) - (hand?.[k] ?? 0)) <= 1e-9 * (high - low),
    );
    // Another row may have been asked for since, in another view or from code.
    const overtaken = mirror.get("status") === "ready" && mirror.get("frames") !== before;
    if (arrived || overtaken) hand = null;
  };
  return {
    place(axes) {
      settleDown(axes);
      return hand ?? standing(axes);
    },
    get away() {
      return hand !== null;
    },
    to(axes, values) {
      const settled = axes.map((axis, k) => settle(axis, values[k] ?? Number.NaN));
      const now = this.place(axes);
      if (!mirror.allows("moved") || settled.some((value) => !Number.isFinite(value))) return false;
      if (settled.every((value, k) => value === now[k])) return false;
      hand = settled;
      before = mirror.get("frames");
      mirror.set("moved", Object.fromEntries(axes.map(({ name }, k) => [name, settled[k] ?? Number.NaN])));
      return true;
    },
    hold(now) {
      held = now;
    },
  };
}
