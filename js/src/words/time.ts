// Times that are only roughly known.
import { say } from "../texts/catalogue";

/** Return "40 s", "3 min" or "2 h". */
export function duration(seconds: number): string {
  if (seconds < 100) return say("time.seconds", { n: Math.max(1, Math.round(seconds)) });
  if (seconds < 5400) return say("time.minutes", { n: Math.round(seconds / 60) });
  return say("time.hours", { n: Math.round(seconds / 3600) });
}
