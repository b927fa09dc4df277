// The toggle that asks what differs between LIME and Shapley values, beside their switch.
import type { StudyModel } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import { makeButton, mark } from "../../ui/elements";

/** What the toggle follows. */
export const differsTraits = ["differing", "other_calls", "frames", "surrogate", "status"];

export interface DiffersToggle {
  node: HTMLButtonElement;
  draw(): void;
}

/** The price is in the tooltip, as the switch's: a label that grew and shrank would move the slider beside it. */
export function makeDiffersToggle(study: StudyModel, signal: AbortSignal): DiffersToggle {
  const node = makeButton("differs", say("differs"), "", signal, () =>
    study.set("differing", !study.get("differing")),
  );
  return {
    node,
    draw() {
      const differing = study.get("differing") === true;
      const calls = study.get("other_calls") ?? 0;
      const logistic = study.get("surrogate") === "logistic";
      const help = say(logistic ? "differs.logistic" : "differs.help");
      const free = differing || logistic || calls <= 1;
      mark(node, "aria-pressed", String(differing));
      mark(node, "title", free ? help : `${help}. ${say("method.calls", { n: calls })}`);
      node.disabled = !study.allows("differing") || study.get("frames") === null || (logistic && !differing);
    },
  };
}
