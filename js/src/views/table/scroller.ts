// A list of any length with only its visible rows in the page. A row that leaves at one end is reused at the other.
import { make } from "../../ui/elements";

export interface ScrolledRow {
  node: HTMLElement;
  /** Show the item at this position of the list. */
  draw(position: number): void;
}

export interface Scroller<R extends ScrolledRow> {
  body: HTMLElement;
  /** The rows in the page. */
  readonly shown: R[];
  /** Redraw the visible rows of a list that now has `length` items. */
  draw(length: number): void;
  /** Scroll the position into view by the smallest amount. */
  reveal(position: number): void;
}

/** Rows beyond each edge that are drawn before they become visible. */
const beyond = 6;

/** `box` scrolls and is at most `tallest` high. Its content above the body is `head` high. */
export function makeScroller<R extends ScrolledRow>(
  box: HTMLElement,
  size: { row: number; tallest: number; head: () => number },
  makeRow: () => R,
  signal: AbortSignal,
): Scroller<R> {
  const body = make("div", { class: "lw-scrolled", role: "rowgroup" });
  const most = Math.ceil(size.tallest / size.row) + 2 * beyond;
  const pool: { row: R; position: number }[] = [];
  let length = 0;
  // Read only when it changes, because reading it forces a layout of the whole page.
  let top = 0;

  const place = (again: boolean) => {
    const first = Math.max(0, Math.min(length - most, Math.floor(top / size.row) - beyond));
    const last = Math.min(length, first + most);
    for (let position = first; position < last; position += 1) {
      const k = position % most;
      let slot = pool[k];
      if (slot === undefined) {
        slot = { row: makeRow(), position: -1 };
        pool[k] = slot;
      }
      if (!again && slot.position === position) continue;
      slot.position = position;
      slot.row.node.style.transform = `translateY(${position * size.row}px)`;
      slot.row.draw(position);
      if (slot.row.node.parentElement !== body) body.append(slot.row.node);
    }
    for (const slot of pool) {
      if (slot === undefined || (slot.position >= first && slot.position < last)) continue;
      slot.position = -1;
      slot.row.node.remove();
    }
  };
  const scroll = (to: number) => {
    box.scrollTop = to;
    top = box.scrollTop;
    place(false);
  };
  const scrolled = () => {
    top = box.scrollTop;
    place(false);
  };
  box.addEventListener("scroll", scrolled, { signal, passive: true });

  return {
    body,
    get shown() {
      return pool.flatMap((slot) => (slot !== undefined && slot.position >= 0 ? [slot.row] : []));
    },
    draw(next) {
      if (next !== length) body.style.height = `${next * size.row}px`;
      length = next;
      place(true);
    },
    reveal(position) {
      const room = Math.max(size.row, (box.clientHeight || size.tallest) - size.head());
      const start = position * size.row;
      if (start < top) scroll(start);
      else if (start + size.row > top + room) scroll(start + size.row - room);
    },
  };
}
