// The last complete sweep. During a drag only one width is published; the curves of the sweep before stay meanwhile.
import type { Sweep } from "../../model/frames";
import { isShapley } from "../../model/methods";
import type { StudyModel } from "../../model/study_model";
import { effectsOf } from "../../ui/force";
import { type Widths, widthsOf } from "./widths";

export class LastSweep {
  sweep: Sweep | undefined;
  /** The number of features then. */
  #features = 0;

  /** Follow the study, and return the curves to draw: those of the same output and features, or none. */
  follow(study: StudyModel): Widths | undefined {
    const frames = study.get("frames");
    const now = effectsOf(study, frames);
    const features = study.get("features").names.length;
    if (isShapley(study)) return undefined; // one frame for all widths
    if (now !== null && frames?.complete) {
      this.sweep = now;
      this.#features = features;
    }
    const { sweep } = this;
    if (now === null || sweep === undefined) return undefined;
    const same = sweep.size === now.size && sweep.output === now.output && this.#features === features;
    return same ? widthsOf(sweep) : undefined;
  }

  /** Whether the curves are of an earlier publication. */
  isFormer(study: StudyModel): boolean {
    return this.sweep !== effectsOf(study, study.get("frames"));
  }
}
