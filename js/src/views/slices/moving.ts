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
  return new MovingInstance(study, signal, draw);
}

class MovingInstance implements Moving {
  readonly #study: StudyModel;
  readonly #draw: () => void;

  /** The position at the pointer, until its explanation arrives. */
  #hand: number[] | null = null;
  #held = false;
  #start: number[] = [];
  /** Earlier positions of the drag. Their explanations may still arrive and must not move the instance back. */
  #way: number[][] = [];

  constructor(study: StudyModel, signal: AbortSignal, draw: () => void) {
    this.#study = study;
    this.#draw = draw;

    // A refused row gets no explanation, so the dragged position is dropped.
    let known = study.get("notice");
    study.watch(["notice"], signal, () => {
      const notice = study.get("notice");
      if (this.#hand !== null && notice !== "" && notice !== known) {
        this.#letGo();
        draw();
      }
      known = notice;
    });
  }

  place(axes: readonly Axis[]): number[] {
    this.#settleDown(axes);
    return this.#hand ?? this.#standing(axes);
  }

  get away(): boolean {
    return this.#hand !== null;
  }

  to(axes: readonly Axis[], values: readonly number[]): void {
    const settled = axes.map((axis, k) => settle(axis, values[k] ?? Number.NaN));
    const now = this.place(axes);
    if (!this.#study.allows("moved") || settled.some((value) => !Number.isFinite(value))) return;
    if (settled.every((value, k) => value === now[k])) return;
    const begun = this.#hand === null ? [this.#standing(axes)] : [];
    this.#way = [...this.#way.slice(-remembered), ...begun, settled];
    this.#hand = settled;
    this.#study.set("moved", Object.fromEntries(axes.map(({ name }, k) => [name, settled[k] ?? Number.NaN])));
    this.#draw();
  }

  hold(axes: readonly Axis[]): void {
    this.#start = this.place(axes);
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#draw();
  }

  takeBack(axes: readonly Axis[]): void {
    this.to(axes, this.#start);
    this.release();
  }

  #standing(axes: readonly Axis[]): number[] {
    return axes.map((axis) => standsAt(this.#study.get("frames"), axis));
  }

  #settleDown(axes: readonly Axis[]): void {
    if (this.#hand === null || this.#held) return;
    const stands = this.#standing(axes);
    const at = (place: readonly number[]) =>
      axes.every(({ low, high }, k) => {
        const [stand = Number.NaN, other = Number.NaN] = [stands[k], place[k]];
        return Object.is(stand, other) || Math.abs(stand - other) <= 1e-9 * (high - low);
      });
    // The explanation has arrived, or another view or code requested another row since.
    if (at(this.#hand) || !this.#way.some(at)) this.#letGo();
  }

  #letGo(): void {
    [this.#hand, this.#way] = [null, []];
  }
}

/** Displayed for a position that is not explained yet. */
