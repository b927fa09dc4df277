// The feature that the pointer or the focus is on, highlighted in every view of the Study; and lists of many things
// that are one tab stop, walked along with the arrows.
import { focused } from "./elements";
import type { Mirror } from "./mirror";

export interface Pointing {
  /** True while the highlight changes because of this very list. */
  readonly ours: boolean;
}

/** Highlights the feature of what is under the pointer, or else in focus: the nearest element with `data-feature`. */
export function followPointer(list: HTMLElement, mirror: Mirror, signal: AbortSignal): Pointing {
  const pointing = { ours: false };
  const highlight = (target: EventTarget | null) => {
    const node = target instanceof Element ? target.closest<HTMLElement>("[data-feature]") : null;
    pointing.ours = true;
    try {
      mirror.set("highlight", node !== null && list.contains(node) ? Number(node.dataset["feature"]) : -1);
    } finally {
      pointing.ours = false;
    }
  };
  list.addEventListener("pointerover", (event) => highlight(event.target), { signal });
  list.addEventListener("pointerleave", () => highlight(focused(list)), { signal });
  list.addEventListener("focusin", (event) => highlight(event.target), { signal });
  list.addEventListener("focusout", (event) => highlight(event.relatedTarget), { signal });
  return pointing;
}

/** Where each key leads from `node`; undefined for a key that leads nowhere, null where there is nothing beyond. */
export type Steps = (node: HTMLElement, key: string) => Element | null | undefined;

/** Lets the arrows move the focus, and the one tab stop with it, among the children of `list` that match `selector`. */
export function walk(list: HTMLElement, selector: string, signal: AbortSignal, steps: Steps): void {
  list.addEventListener(
    "keydown",
    (event) => {
      const node = event.target;
      if (!(node instanceof HTMLElement) || !node.matches(selector)) return;
      const next = steps(node, event.key);
      if (next === undefined) return;
      event.preventDefault();
      if (!(next instanceof HTMLElement)) return;
      moveStop(node, next);
      next.focus();
    },
    { signal },
  );
}

/** The tab stop goes from one element to another. */
export function moveStop(from: HTMLElement | undefined, to: HTMLElement | undefined): void {
  if (from !== undefined && from !== to) from.tabIndex = -1;
  if (to !== undefined) to.tabIndex = 0;
}

/** Whoever has just selected text in order to copy it does not mean to press it. */
export function isSelected(node: Node): boolean {
  const selection = document.getSelection();
  return selection !== null && selection.type === "Range" && selection.containsNode(node, true);
}
