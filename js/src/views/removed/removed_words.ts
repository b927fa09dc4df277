// How the views name units of a text that the user removes.
import { say } from "../../texts/catalogue";
import { make } from "../../ui/elements";
import { inShort } from "../../words/short";
import type { Removal } from "./variant";

/** Up to this number of removed words are named, so that the line does not wrap. */
const named = 3;
const longestName = 18;

export const removedWords: Removal = {
  done: "removed",
  namesOf,
  longest(names) {
    const order = names.map((_, feature) => feature);
    order.sort((a, b) => (names[b] ?? "").length - (names[a] ?? "").length);
    return namesOf(names, order.slice(0, Math.min(named, names.length)));
  },
};

function namesOf(names: readonly string[], removed: readonly number[]): (Node | string)[] {
  if (removed.length === names.length && removed.length > named) return [say("removed.everything")];
  const first = removed.length > named ? removed.slice(0, named - 1) : removed;
  const parts = first.flatMap((feature, i) => {
    const name = names[feature] ?? say("feature.unnamed", { feature: String(feature) });
    // A right-to-left word must not change the direction of the sentence around it.
    return [i > 0 ? ", “" : "“", make("bdi", {}, inShort(name, longestName)), "”"];
  });
  return first.length < removed.length
    ? [...parts, say("removed.rest", { n: removed.length - first.length })]
    : parts;
}
