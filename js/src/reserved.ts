// Text in the space of the longest that it can become: dragging the kernel width changes the sentences above the
// slider at every step, and must not move the slider under the hand.
import { make } from "./elements";

type Content = (Node | string)[];

export interface Reserved {
  node: HTMLElement;
  /** The text itself, without its stand-in. */
  shown: HTMLElement;
  write(content: Content): void;
  /** Gives the space that `content` takes. */
  reserve(content: Content): void;
}

/** Both the text and its invisible stand-in lie in the one cell of a grid, which is as tall as the taller. */
export function makeReserved(name: string, attributes: Readonly<Record<string, string>> = {}): Reserved {
  const shown = make("div", { class: name, ...attributes });
  const spacer = make("div", { class: `${name} lw-spacer`, "aria-hidden": "true" });
  return {
    node: make("div", { class: "lw-reserved" }, spacer, shown),
    shown,
    write: (content) => shown.replaceChildren(...content),
    reserve: (content) => spacer.replaceChildren(...content),
  };
}
