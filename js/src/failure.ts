// Why the call of the model failed, and what is displayed instead.
import type { Mirror } from "./mirror";

/** Empty where no call failed. */
export function failureOf(mirror: Mirror): string {
  if (mirror.get("status") !== "failed") return "";
  const wrong = (mirror.get("error") ?? "The call of the model failed").trim();
  const stop = /[.!?…]$/.test(wrong) ? "" : ".";
  return wrong + stop + (mirror.get("frames") === null ? "" : " The last good explanation is shown.");
}
