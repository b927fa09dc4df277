// The title of an axis of the model's answers.
import type { StudyModel } from "../../model/study_model";
import type { Title } from "../../plot/title";
import { say } from "../../texts/catalogue";
import { nameOf } from "../../words/wording";

/** "probability of spam", the name of one of several outputs, or "model". */
export function outputTitle(study: StudyModel, output: number): Title | string {
  const { kind, names } = study.get("outputs");
  const name = nameOf(study, output);
  if (kind === "probability") return { name, text: (short) => say("samples.probability", { name: short }) };
  return names.length > 1 ? { name, text: (short) => short } : say("samples.model");
}
