// Why the model could not be asked, and what is on the screen instead.
import type { Mirror } from "./mirror";

/** Empty where it was not asked in vain. */
export function failureOf(mirror: Mirror): string {
  if (mirror.get("status") !== "failed") return "";
  const wrong = (mirror.get("error") ?? "The call of the model failed").trim();
  const stop = /[.!?…]$/.test(wrong) ? "" : ".";
  return wrong + stop + (mirror.get("frames") === null ? "" : " The last good explanation is shown.");
}
