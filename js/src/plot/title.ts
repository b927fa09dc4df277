// The title of a vertical axis, which bqplot cuts at both ends where it is longer than the figure is high.
import { inShort } from "../words/short";

/** A title with a name of the user's, such as "probability of spam". */
export interface Title {
  name: string;
  /** Write the title with this name, shortened or not. */
  text(name: string): string;
}

/** The least number of characters of a name. */
const least = 8;
/** More characters than fit along any axis. */
const most = 160;
/** The widths of a character in pixels: most letters, and wide ones such as Chinese. */
const [narrow, wide] = [6.2, 12];

/** Write a title along `pixels`, before `ending`. The name loses its middle where it is too long. */
export function written(title: Title | string, pixels: number, ending = ""): string {
  if (typeof title === "string") return title + ending;
  const { name, text } = title;
  const lengths = Array.from({ length: most - least }, (_, i) => most - i);
  const fitting = lengths.find((length) => widthOf(text(inShort(name, length)) + ending) <= pixels);
  return text(inShort(name, fitting ?? least)) + ending;
}

function widthOf(text: string): number {
  return Array.from(text).reduce(
    (sum, character) => sum + ((character.codePointAt(0) ?? 0) >= 0x1100 ? wide : narrow),
    0,
  );
}
