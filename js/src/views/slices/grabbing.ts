// The hand on the instance: it is dragged over a plot, or moved by the keys of its handle.
import type { StudyModel } from "../../model/study_model";
import { drag, type Handle, type Keys, type Point } from "../../plot/dragging";
import type { Moving } from "./moving";
import type { Axis } from "./slice";

export interface Grip {
  study: StudyModel;
  signal: AbortSignal;
  moving: Moving;
  /** The axes along which it moves; none before the model has answered. */
  axes(): readonly Axis[];
  /** The values at a position of the pointer. */
  valuesAt(at: Point): number[];
}

export function dragInstance(
  surface: HTMLElement,
  handle: Handle,
  { study, signal, moving, axes, valuesAt }: Grip,
): void {
  const follow = (at: Point) => moving.to(axes(), valuesAt(at));
  surface.append(handle.node);
  drag(surface, signal, {
    down() {
      if (axes().length === 0 || !study.allows("moved")) return false;
      handle.node.focus({ preventScroll: true });
      moving.hold(axes());
      return true;
    },
    move: follow,
    up(at) {
      follow(at);
      moving.release();
    },
    cancel: () => moving.takeBack(axes()),
  });
}

/** The arrow keys move the instance by the steps of its axes; on one axis, up and right are the same. */
export function keysOf({ moving, axes }: Grip): Keys {
  const to = (change: (value: number, axis: Axis, k: number) => number) => {
    const along = axes();
    if (along.length === 0) return;
    moving.to(
      along,
      moving.place(along).map((value, k) => change(value, along[k] as Axis, k)),
    );
  };
  return {
    step: (dx, dy) =>
      to((value, { step }, k) => value + (axes().length === 1 ? dx + dy : k === 0 ? dx : dy) * step),
    edge: (which) => to((value, { low, high }, k) => (k > 0 ? value : which < 0 ? low : high)),
  };
}
