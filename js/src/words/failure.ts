// Why the call of the model failed, and what is displayed instead.

import type { StudyModel } from "../model/study_model";
import { say } from "../texts/catalogue";

/** Empty where no call failed. */
export function failureOf(study: StudyModel): string {
  if (study.get("status") !== "failed") return "";
  const wrong = (study.get("error") ?? say("fault.model")).trim();
  const stop = /[.!?…]$/.test(wrong) ? "" : ".";
  const why = wrong + stop;
  return study.get("frames") === null ? why : say("fault.last_good", { why });
}
