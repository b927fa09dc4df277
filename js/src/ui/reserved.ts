// Text that reserves the space of its longest version. A drag of the kernel width changes the sentences above the
// slider at every step, and must not move the slider under the pointer.
import { make } from "./elements";

type Content = (Node | string)[];

export interface Reserved {
  node: HTMLElement;
  /** The text itself, without its placeholder. */
  shown: HTMLElement;
  write(content: Content): void;
  /** Reserve the space of `content`. */
  reserve(content: Content): void;
}

/** The text and its invisible placeholder share one grid cell, which is as tall as the taller of the two. */
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
