// The label of the instance in the plot: without it nobody knows where the explained row is.

import { say } from "../../texts/catalogue";
import { make } from "../../ui/elements";

/** Add the label to a plot; returns a function that places it, by shares of the width and the height. */
export function makeHere(surface: HTMLElement): (across: number, up: number) => void {
  const node = make("span", { class: "lw-you-are-here", "aria-hidden": "true" }, `◂ ${say("samples.here")}`);
  surface.append(node);
  return (across, up) => {
    node.style.left = `${(100 * across).toFixed(2)}%`;
    node.style.bottom = `${(100 * up).toFixed(2)}%`;
  };
}
