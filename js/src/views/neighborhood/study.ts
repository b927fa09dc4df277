// What the plot of the samples reads from the study, and the names that it gives to its axis and its level line.

import type { StudyModel } from "../../model/study_model";
import type { Title } from "../../plot/title";
import { say } from "../../texts/catalogue";
import { subjectOf } from "../../words/wording";
import type { Against } from "../samples/points";
import { outputTitle } from "../samples/title";

export const traits = [
  "samples",
  "frames",
  "kernel_width",
  "kernel",
  "outputs",
  "prediction",
  "text",
  "current",
  "status",
  "error",
  "palette",
];

/** The label of the vertical axis. */
export function axisLabel(study: StudyModel, against: Against): Title | string {
  if (against === "residual") return say("samples.difference");
  if (against === "data") return say("samples.from_data");
  return outputTitle(study, study.get("samples")?.output ?? study.get("output"));
}

/** The name of the level line. */
export function levelName(study: StudyModel, against: Against): string {
  if (against === "data") return say("samples.edge");
  return against === "residual" ? say("samples.zero") : say("samples.level", { one: subjectOf(study).one });
}

/** What is said while the vertical positions are not known. */
export function waitSentence(against: Against): string {
  return say(against === "data" ? "samples.wait_data" : "samples.wait");
}
