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

export interface Size {
  /** The height of a row, and the greatest height of the box. */
  row: number;
  tallest: number;
  /** The height of what stands in the box above the body. */
  head(): number;
}

/** `box` scrolls. */
export function makeScroller<R extends ScrolledRow>(
  box: HTMLElement,
  size: Size,
  makeRow: () => R,
  signal: AbortSignal,
): Scroller<R> {
  return new RowScroller(box, size, makeRow, signal);
}

class RowScroller<R extends ScrolledRow> implements Scroller<R> {
  readonly #box: HTMLElement;
  readonly #size: Size;
  readonly #makeRow: () => R;

  readonly body = make("div", { class: "lw-scrolled", role: "rowgroup" });
  readonly #most: number;
  readonly #pool: { row: R; position: number }[] = [];
  #length = 0;
  // Read only when it changes, because reading it forces a layout of the whole page.
  #top = 0;

  constructor(box: HTMLElement, size: Size, makeRow: () => R, signal: AbortSignal) {
    this.#box = box;
    this.#size = size;
    this.#makeRow = makeRow;

    this.#most = Math.ceil(size.tallest / size.row) + 2 * beyond;
    box.addEventListener("scroll", () => this.#scrolled(), { signal, passive: true });
  }

  get shown(): R[] {
    return this.#pool.flatMap((slot) => (slot !== undefined && slot.position >= 0 ? [slot.row] : []));
  }

  draw(length: number): void {
    if (length !== this.#length) this.body.style.height = `${length * this.#size.row}px`;
    this.#length = length;
    this.#place(true);
  }

  reveal(position: number): void {
    const { row, tallest, head } = this.#size;
    const room = Math.max(row, (this.#box.clientHeight || tallest) - head());
    const start = position * row;
    if (start < this.#top) this.#scrollTo(start);
    else if (start + row > this.#top + room) this.#scrollTo(start + row - room);
  }

  #scrollTo(top: number): void {
    this.#box.scrollTop = top;
    this.#scrolled();
  }

  #scrolled(): void {
    this.#top = this.#box.scrollTop;
    this.#place(false);
  }

  /** Put the visible rows into the page; with `again`, redraw those that stay. */
  #place(again: boolean): void {
    const size = this.#size;
    const most = this.#most;
    const pool = this.#pool;
    const first = Math.max(0, Math.min(this.#length - most, Math.floor(this.#top / size.row) - beyond));
    const last = Math.min(this.#length, first + most);
    for (let position = first; position < last; position += 1) {
      const k = position % most;
      const slot = pool[k] ?? { row: this.#makeRow(), position: -1 };
      pool[k] = slot;
      if (!again && slot.position === position) continue;
      slot.position = position;
      slot.row.node.style.transform = `translateY(${position * size.row}px)`;
      slot.row.draw(position);
      if (slot.row.node.parentElement !== this.body) this.body.append(slot.row.node);
    }
    for (const slot of pool) {
      if (slot === undefined || (slot.position >= first && slot.position < last)) continue;
      slot.position = -1;
      slot.row.node.remove();
    }
  }
}
