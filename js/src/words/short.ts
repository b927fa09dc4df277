// The rule for names that are too long for their place: they lose their middle, because names that begin alike differ
// at their end. lime_widgets/engine/errors.py has the same rule for texts that the kernel writes.

/** The number of last characters that stay in sight, and the least number of first ones before them. */
const [ending, least] = [8, 4];

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function charactersOf(text: string): string[] {
  return Array.from(characters.segment(text), ({ segment }) => segment);
}

/** Split a name where its place may cut it; a name that needs no cut has an empty end. */
export function split(name: string): [begin: string, end: string] {
  // Most names are short: only the others are taken apart.
  if (name.length <= ending + least) return [name, ""];
  const all = charactersOf(name);
  if (all.length <= ending + least) return [name, ""];
  return [all.slice(0, -ending).join(""), all.slice(-ending).join("")];
}

/** Shorten a text to at most `most` characters without its middle. */
export function inShort(text: string, most: number): string {
  if (text.length <= most) return text;
  // Of a book, only its ends are taken apart. A character is several code units at times.
  const reach = text.length > 64 * most ? 32 * most : text.length;
  const [first, last] = [charactersOf(text.slice(0, reach)), charactersOf(text.slice(-reach))];
  if (reach === text.length && first.length <= most) return text;
  const end = Math.floor((most - 1) / 2);
  return `${first.slice(0, most - 1 - end).join("")}…${last.slice(last.length - end).join("")}`;
}
