// How the views name superpixels that the user hides: by their numbers.
import { count } from "../../words/format";
import type { Removal } from "./variant";

/** Up to this number are named. */
const named = 3;

export const hidden: Removal = {
  done: "hidden",
  namesOf(names, removed) {
    if (removed.length > named && removed.length === names.length) return ["everything"];
    if (removed.length > named) return [`${count(removed.length)} superpixels`];
    const last = removed.at(-1) ?? 0;
    if (removed.length === 1) return [`superpixel ${last}`];
    return [`superpixels ${removed.slice(0, -1).join(", ")} and ${last}`];
  },
  longest: () => ["superpixels 000, 000 and 000"],
};
