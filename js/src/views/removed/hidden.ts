// How the views name superpixels that the user hides: by their numbers.
import { say } from "../../texts/catalogue";
import type { Removal } from "./variant";

/** Up to this number are named. */
const named = 3;

export const hidden: Removal = {
  done: "hidden",
  namesOf(names, removed) {
    if (removed.length > named && removed.length === names.length) return [say("removed.everything")];
    if (removed.length > named) return [say("hidden.count", { n: removed.length })];
    const last = removed.at(-1) ?? 0;
    if (removed.length === 1) return [say("hidden.one", { last: String(last) })];
    return [say("hidden.several", { first: removed.slice(0, -1).join(", "), last: String(last) })];
  },
  longest: () => [say("hidden.several", { first: "000, 000", last: "000" })],
};
