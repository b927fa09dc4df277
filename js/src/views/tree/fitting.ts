// Whether the nodes of a tree stand side by side, or below each other as a list.

/** Deeper trees are written as lists: a row of more leaves than 8 is hard to read. */
const deepest = 3;
const listed = "lw-tree-list";

/** Return a function that lays out a tree of this depth in `box`; it is laid out again when the box gets another size. */
export function makeFitting(box: HTMLElement, signal: AbortSignal): (depth: number) => void {
  let depth = 0;
  let width = -1;
  const layOut = () => {
    box.classList.toggle(listed, depth > deepest);
    if (depth > deepest) return;
    const { left, right } = box.getBoundingClientRect();
    const isOutside = (node: Element) => {
      const place = node.getBoundingClientRect();
      return place.left < left - 1 || place.right > right + 1;
    };
    box.classList.toggle(listed, [...box.querySelectorAll(".lw-node")].some(isOutside));
  };
  const sizes =
    typeof ResizeObserver === "undefined"
      ? undefined
      : new ResizeObserver(() => {
          // The layout changes the height, which must not lay it out again.
          if (box.clientWidth === width) return;
          width = box.clientWidth;
          layOut();
        });
  sizes?.observe(box);
  signal.addEventListener("abort", () => sizes?.disconnect());
  return (of) => {
    depth = of;
    layOut();
  };
}
