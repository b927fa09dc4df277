// The selected region in shares of the plot area: how keys and the pointer change it. Nothing here touches the page.

/** The sides of a region. */
export interface Box {
  left: number;
  right: number;
  low: number;
  high: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Which sides of a box the pointer drags: none of them inside it, where it moves the box. */
export interface Hold {
  x: "left" | "right" | null;
  y: "low" | "high" | null;
}

/** The pointer grabs an edge within this distance, in pixels. */
const grip = 8;
/** The step of the arrow keys, and the smallest side. */
export const step = 0.02;

/** The region that the first key press selects: the half near the instance. */
export const first: Readonly<Box> = { left: 0, right: 0.5, low: 0, high: 1 };

export function inside(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** Move a box within the plot area. */
export function shifted(box: Box, dx: number, dy: number): Box {
  const across = Math.max(-box.left, Math.min(1 - box.right, dx));
  const up = Math.max(-box.low, Math.min(1 - box.high, dy));
  return { left: box.left + across, right: box.right + across, low: box.low + up, high: box.high + up };
}

/** Move the upper right corner of a box. */
export function resized(box: Box, dx: number, dy: number): Box {
  const right = Math.min(1, Math.max(box.left + step, box.right + dx));
  return { ...box, right, high: Math.min(1, Math.max(box.low + step, box.high + dy)) };
}

/** Return what the pointer would drag; null outside of the box. */
export function holdAt(
  box: Box | null,
  at: Point,
  area: { width: number; height: number } | null,
): Hold | null {
  if (box === null || area === null) return null;
  const { width, height } = area;
  const { left, right, low, high } = box;
  const near = (share: number, edge: number, pixels: number) => Math.abs(share - edge) * pixels <= grip;
  const within = (share: number, a: number, b: number, pixels: number) =>
    share >= a - grip / pixels && share <= b + grip / pixels;
  if (!within(at.x, left, right, width) || !within(at.y, low, high, height)) return null;
  return {
    x: near(at.x, right, width) ? "right" : near(at.x, left, width) ? "left" : null,
    y: near(at.y, high, height) ? "high" : near(at.y, low, height) ? "low" : null,
  };
}

/** Return the box while it is dragged: a new one, the same one elsewhere, or one with other sides. */
export function dragged(begun: Box | null, hold: Hold | null, from: Point, at: Point): Box {
  if (hold === null || begun === null) {
    return { left: inside(from.x), right: inside(at.x), low: inside(from.y), high: inside(at.y) };
  }
  if (hold.x === null && hold.y === null) return shifted(begun, at.x - from.x, at.y - from.y);
  const next = { ...begun };
  if (hold.x !== null) next[hold.x] = inside(at.x);
  if (hold.y !== null) next[hold.y] = inside(at.y);
  return next;
}

/** Name the directions in which the pointer would drag, for the cursor. */
export function directionOf(hold: Hold | null): "none" | "all" | "x" | "y" | "xy" {
  if (hold === null) return "none";
  if (hold.x === null) return hold.y === null ? "all" : "y";
  return hold.y === null ? "x" : "xy";
}
