// Reading the table of samples: clicks, keys, and the pointer over its stripes and texts.
import { listen, mark } from "../../ui/elements";
import { followPointer, isSelected } from "../../ui/pointing";
import type { Stage } from "../../ui/view";
import { type Contents, positionAfter } from "./contents";
import { rowHeight, tallest } from "./furniture";
import type { Sample } from "./sample";
import { featureAt } from "./strips";

/** The number of rows that Page Up and Page Down skip. */
const page = Math.floor(tallest / rowHeight) - 2;

/** The part of the table that a hand acts on. */
interface Table {
  readonly grid: HTMLElement;
  readonly contents: Contents | undefined;
  readonly current: number;
  readonly shown: readonly Sample[];
  moveTo(position: number): void;
  choose(row: number): void;
}

export function followHand(table: Table, { study, signal }: Stage): void {
  const { grid } = table;
  listen(grid, "click", ({ target }) => click(table, sampleAt(target)), signal);
  listen(grid, "keydown", (event) => press(table, event), signal);
  // All stripes are one element, so the pointer's position gives the feature.
  grid.addEventListener("pointerover", (event) => aim(table, event), { signal, capture: true });
  listen(
    grid,
    "pointermove",
    (event) => {
      const feature = aim(table, event);
      if (feature !== undefined) study.set("highlight", feature);
    },
    signal,
  );
  listen(grid, "pointerover", ({ target }) => explain(table, target), signal);
  followPointer(grid, study, signal);
}

function sampleAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(".lw-sample") : null;
}

function click(table: Table, node: HTMLElement | null): void {
  if (node === null || isSelected(node) || table.contents === undefined) return;
  table.moveTo(Number(node.getAttribute("aria-rowindex")) - 2);
  table.choose(Number(node.dataset["row"]));
}

function press(table: Table, event: KeyboardEvent): void {
  const { grid, contents, current } = table;
  if (event.target !== grid || contents === undefined) return;
  const chosen = event.key === "Enter" || event.key === " ";
  const next = positionAfter(event.key, current, contents.table.n - 1, page);
  if (!chosen && next === undefined) return;
  event.preventDefault();
  if (chosen) table.choose(contents.order[current] ?? 0);
  else if (next !== undefined) table.moveTo(next);
}

/** Mark the stripes with the feature under the pointer, and return it. */
function aim({ contents }: Table, event: PointerEvent): number | undefined {
  const stripes = event.target instanceof Element ? event.target.closest<HTMLElement>(".lw-stripes") : null;
  if (stripes === null || contents === undefined) return undefined;
  const feature = featureAt(stripes, event.clientX, contents.table.p);
  mark(stripes, "data-feature", String(feature));
  return feature;
}

function explain({ shown }: Table, target: EventTarget | null): void {
  const node = target instanceof Element && target.closest(".lw-cell-text") ? sampleAt(target) : null;
  if (node !== null) shown.find((sample) => sample.node === node)?.explain();
}
