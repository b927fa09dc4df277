// Why the call of the model failed, and what is displayed instead.
import type { StudyModel } from "../model/study_model";

/** Empty where no call failed. */
export function failureOf(study: StudyModel): string {
  if (study.get("status") !== "failed") return "";
  const wrong = (study.get("error") ?? "The call of the model failed").trim();
  const stop = /[.!?…]$/.test(wrong) ? "" : ".";
  return wrong + stop + (study.get("frames") === null ? "" : " The last good explanation is shown.");
}
