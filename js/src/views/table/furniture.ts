// The columns and rows of the table of samples, for a number of features.
import type { Stage } from "../../ui/view";
import { type Columns, makeColumns } from "./columns";
import type { Contents } from "./contents";
import type { Sorting } from "./order";
import type { Sample } from "./sample";
import { makeScroller, type Scroller } from "./scroller";
import { fewFeatures } from "./strips";

export const rowHeight = 26;
export const tallest = 420;

export interface Furniture {
  shape: string;
  columns: Columns;
  scroller: Scroller<Sample>;
  closing: AbortController;
}

interface Acts {
  sortBy(key: Sorting["key"]): void;
  makeRow(): Sample;
}

/** Fill the grid with columns and rows. What stands there stays while the number of features does. */
export function furnish(
  former: Furniture | undefined,
  { table: { p, counts } }: Contents,
  grid: HTMLElement,
  { root, signal }: Stage,
  { sortBy, makeRow }: Acts,
): Furniture {
  const shape = `${p} ${counts === null}`;
  if (former?.shape === shape) return former;
  const columns = makeColumns(p, counts !== null, signal, sortBy);
  root.style.setProperty("--lw-p", String(p));
  grid.classList.toggle("lw-many-features", p > fewFeatures);
  grid.classList.toggle("lw-crowded", p > 12 && p <= fewFeatures);
  grid.classList.toggle("lw-counted", counts !== null);
  former?.closing.abort();
  const closing = new AbortController();
  const size = { row: rowHeight, tallest, head: () => columns.node.offsetHeight };
  const scroller = makeScroller(grid, size, makeRow, closing.signal);
  grid.replaceChildren(columns.node, scroller.body);
  return { shape, columns, scroller, closing };
}
