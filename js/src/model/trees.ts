// The tree of one kernel width, where the surrogate is one.
import { type Frame, type Sweep, sameWidth } from "./frames";
import type { Frames, TreeNode } from "./wire";

/** Return the nodes of the tree of a frame, or null where the surrogate is no tree. */
export function treeOf(frames: Frames | null, sweep: Sweep, frame: Frame): readonly TreeNode[] | null {
  const place = sweep.widths.findIndex((width) => sameWidth(width, frame.width));
  return frames?.trees?.[place] ?? null;
}

/** Return for each node but the root the node above it. */
export function parentsOf(nodes: readonly TreeNode[]): Map<number, number> {
  const parents = new Map<number, number>();
  nodes.forEach(({ yes, no }, place) => {
    for (const child of [yes, no]) if (child >= 0) parents.set(child, place);
  });
  return parents;
}

/** The most splits between the root and a leaf. */
export function depthOf(nodes: readonly TreeNode[], place = 0): number {
  const node = nodes[place];
  if (node === undefined || node.yes < 0) return 0;
  return 1 + Math.max(depthOf(nodes, node.yes), depthOf(nodes, node.no));
}
