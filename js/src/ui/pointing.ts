// The feature under the pointer or in focus, highlighted in every view of the study; and long lists with a single tab
// stop and arrow keys.

import type { StudyModel } from "../model/study_model";
import { focused } from "./elements";

export interface Pointing {
  /** True while this list itself changes the highlight. */
  readonly active: boolean;
}

/** Highlight the feature under the pointer, or else in focus: the nearest element with `data-feature`. */
export function followPointer(list: HTMLElement, study: StudyModel, signal: AbortSignal): Pointing {
  const pointing = { active: false };
  const highlight = (target: EventTarget | null) => {
    const node = target instanceof Element ? target.closest<HTMLElement>("[data-feature]") : null;
    pointing.active = true;
    try {
      study.set("highlight", node !== null && list.contains(node) ? Number(node.dataset["feature"]) : -1);
    } finally {
      pointing.active = false;
    }
  };
  list.addEventListener("pointerover", (event) => highlight(event.target), { signal });
  list.addEventListener("pointerleave", () => highlight(focused(list)), { signal });
  list.addEventListener("focusin", (event) => highlight(event.target), { signal });
  list.addEventListener("focusout", (event) => highlight(event.relatedTarget), { signal });
  return pointing;
}

/** Return the target of each key from `node`: undefined for other keys, null at the end of the list. */
export type Steps = (node: HTMLElement, key: string) => Element | null | undefined;

/** Let the arrow keys move the focus and the single tab stop among the children of `list` that match `selector`. */
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

/** Move the tab stop from one element to another. */
export function moveStop(from: HTMLElement | undefined, to: HTMLElement | undefined): void {
  if (from !== undefined && from !== to) from.tabIndex = -1;
  if (to !== undefined) to.tabIndex = 0;
}

/** Whether the user has just selected text of the node to copy it, which is no click. */
export function isSelected(node: Node): boolean {
  const selection = document.getSelection();
  return selection !== null && selection.type === "Range" && selection.containsNode(node, true);
}
