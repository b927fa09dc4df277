// How units of a text that are taken out by hand are spoken of.
import { make } from "./elements";
import type { Removal } from "./variant";

/** So many of the words that are taken out are named, so that the line stays one. */
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
  if (removed.length === names.length && removed.length > named) return ["everything"];
  const first = removed.length > named ? removed.slice(0, named - 1) : removed;
  const parts = first.flatMap((feature, i) => {
    const name = names[feature] ?? `feature ${feature}`;
    const short = [...name].length > longestName ? `${[...name].slice(0, longestName - 1).join("")}…` : name;
    // A word that runs from right to left must not turn the sentence around it.
    return [i > 0 ? ", “" : "“", make("bdi", {}, short), "”"];
  });
  return first.length < removed.length ? [...parts, ` and ${removed.length - first.length} more`] : parts;
}
