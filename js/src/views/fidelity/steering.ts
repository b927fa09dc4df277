// Dragging the number of features: a line over the curve that moves from one measured number to the next.
import type { StudyModel } from "../../model/study_model";
import type { Dimension } from "../../plot/dimension";
import { drag, makeHandle } from "../../plot/dragging";
import type { PlottedStage } from "../../plot/plot";
import { say } from "../../texts/catalogue";
import { show } from "../../ui/elements";
import type { ScoreCurves } from "./scores";

export interface Steering {
  /** Place the handle at the present number. */
  draw(): void;
}

/** The present number of features. */
export const present = (study: StudyModel) => Number(study.parameter("n_features"));

/** `curves` returns the measured numbers; null where the number cannot be set. */
export function makeSteering(stage: PlottedStage, x: Dimension, curves: () => ScoreCurves | null): Steering {
  const { study, signal, plot } = stage;
  const { surface } = plot("features");
  const numbers = () => (study.allows("n_features") ? [...(curves()?.at ?? [])] : []);
  const set = (n: number | undefined) => {
    if (n !== undefined && numbers().length > 0) study.set("n_features", n);
  };
  const handle = makeHandle("features", say("faithful.handle"), signal, {
    step: (dx, dy) => set(steppedFrom(numbers(), present(study), dx + dy)),
    edge: (which) => set(numbers().at(which < 0 ? 0 : -1)),
  });
  const nearest = (share: number) => nearestTo(numbers(), x.value(share));
  let before = 0;
  surface.append(handle.node);
  drag(surface, signal, {
    down() {
      before = present(study);
      handle.node.focus({ preventScroll: true });
      return numbers().length > 0;
    },
    move: (at) => set(nearest(at.x)),
    up(at, moved) {
      if (!moved) set(nearest(at.x));
    },
    // A touch that turns into scrolling changes nothing.
    cancel: () => set(before),
  });
  return {
    draw() {
      const all = numbers();
      const n = present(study);
      show(handle.node, all.length > 0);
      handle.place(x.share(n), null);
      handle.say(say("faithful.number", { n }), n, all[0] ?? 1, Math.max(n, all.at(-1) ?? n));
    },
  };
}

/** Return the number some steps from `n`, or the last one in that direction. */
export function steppedFrom(numbers: readonly number[], n: number, by: number): number | undefined {
  const found = numbers.findIndex((each) => each >= n);
  const from = found < 0 ? numbers.length - 1 : found;
  return numbers[Math.min(numbers.length - 1, Math.max(0, from + by))];
}

function nearestTo(numbers: readonly number[], wanted: number): number | undefined {
  return [...numbers].sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0];
}
