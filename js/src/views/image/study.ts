// What the image view reads from the study: the labels that it shows, and what it says while no superpixel is pointed at.

import { decode } from "../../model/codec";
import { isCurrent, previewOf, type StudyModel } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import { type Force, forceOf } from "../../ui/force";
import { number, probability } from "../../words/format";
import { emptySentence, hint, measureOf, nameOf, whatText } from "../../words/wording";
import { answerText } from "./labels";
import type { Label } from "./scenes";
import type { Sight } from "./showing";

/** The displayed data, apart from the appearance. */
export const traits = [
  "difference",
  "frames",
  "kernel_width",
  "features",
  "outputs",
  "output",
  "prediction",
  "image",
  "removed",
  "variant",
  "off_answer",
  "current",
  "changed",
  "status",
  "compared",
  "comparisons",
  "preview",
  "segmentations",
  "segmentation",
  "segmentation_options",
];

/** Return the explained label, and those that are displayed beside it. */
export function labelsOf(study: StudyModel, force: Force | null, compared: readonly number[]): Label[] {
  const comparisons = study.get("comparisons") ?? [];
  const labelOf = (output: number | undefined, found: Force | null): Label => ({
    output,
    title:
      output === undefined
        ? ""
        : `${nameOf(study, output)} ${answerText(study, output)}${afterText(study, output)}`,
    explanation: found && { frame: found.frame, measure: measureOf(study, found.sweep, found.frame) },
  });
  const explained = force?.sweep.output;
  const others = compared.filter((output) => output !== explained);
  const sweepOf = (output: number) => comparisons.find((each) => each.output === output);
  return [
    labelOf(explained, force),
    ...others.map((output) => labelOf(output, forceOf(study, sweepOf(output)))),
  ];
}

/** Return " → 0.22", the model's answer without the hidden superpixels. */
function afterText(study: StudyModel, output: number): string {
  const [removed, variant] = [study.get("removed") ?? [], study.get("variant") ?? null];
  const value = variant?.values?.[output];
  if (removed.length === 0 || value === undefined || variant?.removed.join() !== removed.join()) return "";
  return ` → ${study.get("outputs").kind === "probability" ? probability(value) : number(value, 4)}`;
}

/** Return the model's answer where everything is hidden; empty while it is not known. */
export function offText(study: StudyModel, output: number | undefined): string {
  const wire = study.get("off_answer") ?? null;
  if (wire === null || output === undefined) return "";
  const value = decode(wire, "f4")[output] ?? Number.NaN;
  if (!Number.isFinite(value)) return "";
  return study.get("outputs").kind === "probability" ? probability(value) : number(value, 4);
}

export function idleSentence(study: StudyModel, sight: Sight, broken: unknown): string {
  if (broken !== undefined) return say("fault.not_decoded", { why: String(broken) });
  if (previewOf(study) !== null) return say("image.preview");
  if (sight === "hidden") return say("image.off", { fill: study.get("image")?.fill_name ?? "" });
  if (study.get("frames") === null) return emptySentence(study);
  if (!isCurrent(study)) return say("image.former");
  return hint(study, say("image.point", { what: whatText(study) }), say("image.press"));
}
