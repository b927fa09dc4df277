// The instance under a hand. It is drawn where the hand is at once; the explanation follows when the model has answered
// about the new row, and until then stands where it is of.
import type { Mirror } from "./mirror";
import { type Axis, settle, standsAt } from "./slice";

export interface Moving {
  /** Where the instance is on each axis: under the hand, or where the explanation is of. */
  place(axes: readonly Axis[]): number[];
  /** Whether it is asked for elsewhere than the explanation is of. */
  readonly away: boolean;
  to(axes: readonly Axis[], values: readonly number[]): void;
  /** The hand takes hold of it, and lets it go. */
  hold(axes: readonly Axis[]): void;
  release(): void;
  /** The hand meant something else, as a finger that scrolls the page: it is where it was. */
  takeBack(axes: readonly Axis[]): void;
}

/** Of a long drag the first places are long past. */
const remembered = 500;

export function makeMoving(mirror: Mirror, signal: AbortSignal, draw: () => void): Moving {
  let hand: number[] | null = null;
  let held = false;
  let start: number[] = [];
  /** Where it has been on its way: explanations of these may still arrive, and do not take it from the hand. */
  let way: number[][] = [];

  const standing = (axes: readonly Axis[]) => axes.map((axis) => standsAt(mirror.get("frames"), axis));
  const settleDown = (axes: readonly Axis[]) => {
    if (hand === null || held) return;
    const stands = standing(axes);
    const at = (place: readonly number[]) =>
      axes.every(({ low, high }, k) => {
        const [stand = Number.NaN, other = Number.NaN] = [stands[k], place[k]];
        return Object.is(stand, other) || Math.abs(stand - other) <= 1e-9 * (high - low);
      });
    // Arrived; or another row was asked for since, in another view or from code.
    if (at(hand) || !way.some(at)) [hand, way] = [null, []];
  };
  // A row that is refused is not explained: the hand's place was none.
  let known = mirror.get("notice");
  mirror.watch(["notice"], signal, () => {
    const notice = mirror.get("notice");
    if (hand !== null && notice !== "" && notice !== known) {
      [hand, way] = [null, []];
      draw();
    }
    known = notice;
  });
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
      if (!mirror.allows("moved") || settled.some((value) => !Number.isFinite(value))) return;
      if (settled.every((value, k) => value === now[k])) return;
      way = [...way.slice(-remembered), ...(hand === null ? [standing(axes)] : []), settled];
      hand = settled;
      mirror.set("moved", Object.fromEntries(axes.map(({ name }, k) => [name, settled[k] ?? Number.NaN])));
      draw();
    },
    hold(axes) {
      start = this.place(axes);
      held = true;
    },
    release() {
      held = false;
      draw();
    },
    takeBack(axes) {
      this.to(axes, start);
      this.release();
    },
  };
}

/** What is said of a place that is not explained yet. */
export const waiting = "waiting for the explanation…";
