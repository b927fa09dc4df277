// Where few samples weigh: the offer to draw them where the kernel looks, with what that costs.

import type { StudyModel } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import { listen, make, makePlainButton, show, write } from "../../ui/elements";
import type { Force } from "../../ui/force";
import { count } from "../../words/format";

/** Effective samples for each coefficient and the intercept, below which more of them are worth the calls. */
const enough = 10;
/** Widths whose logarithms differ by less are the same, as in lime_widgets/engine/explanation/origin.py. */
const same = 0.05;

export interface Aim {
  node: HTMLElement;
  draw(force: Force | null): void;
}

export function makeAim(study: StudyModel, signal: AbortSignal): Aim {
  const text = make("span");
  const button = makePlainButton({ class: "lw-advice", "data-action": "sample_here" });
  listen(button, "click", () => study.send({ type: "sample_here" }), signal);
  const node = make("p", { class: "lw-aim", hidden: "" }, text, " ", button);
  return {
    node,
    draw(force) {
      const offered = force !== null && isOffered(study, force);
      show(node, offered);
      if (force === null || !offered) return;
      write(text, say("aim.few", { size: count(force.frame.ess) }));
      write(button, say("aim.here", { n: count(force.sweep.rows) }));
    },
  };
}

function isOffered(study: StudyModel, { sweep, frame }: Force): boolean {
  const { can_be_local = false, local_width = 0 } = study.get("samples") ?? {};
  const drawn = local_width > 0 && Math.abs(Math.log(frame.width / local_width)) < same;
  return study.live && can_be_local && !drawn && !sweep.exact && frame.ess < enough * (frame.bars.length + 1);
}
