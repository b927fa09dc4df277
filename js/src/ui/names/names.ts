// A name in a place that may be too narrow for it: it loses its middle, as much as the place needs.
import { split } from "../../words/short";
import { make, write } from "../elements";

/**
 * Write a name that its place may shorten. What is seen is drawn by styles, around the whole name: so screen readers,
 * a search on the page and a copy take the name as one.
 */
export function writeName(node: Element, name: string): void {
  if (node.textContent === name) return;
  const [begin, end] = split(name);
  if (end === "") {
    write(node, name);
    return;
  }
  const part = (kind: string, text: string) => make("span", { class: `lw-short-${kind}`, "data-part": text });
  const whole = make("span", { class: "lw-unseen" }, name);
  const parts = make("span", { "aria-hidden": "true" }, part("begin", begin), part("end", end));
  node.replaceChildren(make("span", { class: "lw-short", dir: "auto" }, whole, parts));
}
