// The instance during a drag. It is drawn at the pointer at once. The explanation follows when the model has answered
// for the new row; until then the old one stays.
import type { StudyModel } from "../../model/study_model";
import { type Axis, settle, standsAt } from "./slice";

export interface Moving {
  /** The instance's position on each axis: at the pointer during a drag, otherwise where it is explained. */
  place(axes: readonly Axis[]): number[];
  /** Whether the requested position differs from the explained one. */
  readonly away: boolean;
  to(axes: readonly Axis[], values: readonly number[]): void;
  /** The user starts and ends a drag. */
  hold(axes: readonly Axis[]): void;
  release(): void;
  /** The drag was canceled, for example because the finger scrolls the page: restore the position. */
  takeBack(axes: readonly Axis[]): void;
}

/** The number of remembered positions of a drag. Older ones can no longer arrive. */
const remembered = 500;

export function makeMoving(study: StudyModel, signal: AbortSignal, draw: () => void): Moving {
  let hand: number[] | null = null;
  let held = false;
  let start: number[] = [];
  /** Earlier positions of the drag. Their explanations may still arrive and must not move the instance back. */
  let way: number[][] = [];

  const standing = (axes: readonly Axis[]) => axes.map((axis) => standsAt(study.get("frames"), axis));
  const settleDown = (axes: readonly Axis[]) => {
    if (hand === null || held) return;
    const stands = standing(axes);
    const at = (place: readonly number[]) =>
      axes.every(({ low, high }, k) => {
        const [stand = Number.NaN, other = Number.NaN] = [stands[k], place[k]];
        return Object.is(stand, other) || Math.abs(stand - other) <= 1e-9 * (high - low);
      });
    // The explanation has arrived, or another view or code requested another row since.
    if (at(hand) || !way.some(at)) [hand, way] = [null, []];
  };
  // A refused row gets no explanation, so the dragged position is dropped.
  let known = study.get("notice");
  study.watch(["notice"], signal, () => {
    const notice = study.get("notice");
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
      if (!study.allows("moved") || settled.some((value) => !Number.isFinite(value))) return;
      if (settled.every((value, k) => value === now[k])) return;
      way = [...way.slice(-remembered), ...(hand === null ? [standing(axes)] : []), settled];
      hand = settled;
      study.set("moved", Object.fromEntries(axes.map(({ name }, k) => [name, settled[k] ?? Number.NaN])));
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

/** Displayed for a position that is not explained yet. */
export const waiting = "waiting for the explanation…";
