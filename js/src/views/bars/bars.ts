// The bars of an explanation, beside the values of the row. The view draws the frame of the current kernel width and
// fits nothing. lime_widgets/widgets/views/bars.py declares it.

import type { Bar } from "../../model/frames";
import { extentOf, place, ticksOf } from "../../model/scale";
import type { Cell } from "../../model/wire";
import { arrange, focused, make, makeButton, mark, show, write } from "../../ui/elements";
import { type Force, frameInForce } from "../../ui/force";
import { count, number } from "../../ui/format";
import { followPointer, walk } from "../../ui/pointing";
import { type Stage, view } from "../../ui/view";
import { emptySentence, hint, measureOf, sidesOf } from "../../ui/wording";
import { type Editor, makeEditor, sameEditor } from "./editors";
import { makeRow, type Row } from "./rows";

/**
 * With more than `most` bars, only the strongest `few` are drawn until the user asks for the rest: the weakest of
 * hundreds carry no information.
 */
const [most, few] = [40, 30];

export default view("bars", ({ study, root, signal, watch }: Stage) => {
  const detail = make("span", { class: "lw-detail" });
  const restore = makeButton("reset_row", "Restore row", "Restore the row's original values", signal, () => {
    for (const { editor } of editors) editor.restore();
    study.send({ type: "reset_row" });
  });
  const against = make("span", { class: "lw-side lw-side-against" });
  const toward = make("span", { class: "lw-side lw-side-for" });
  const ticks = ticksOf(1).map((_, i) =>
    make("span", { class: i % 2 === 1 ? "lw-tick lw-tick-half" : "lw-tick" }),
  );
  const axis = make(
    "div",
    { class: "lw-axis", "aria-hidden": "true" },
    make("span", { class: "lw-head lw-head-name" }, "Feature"),
    make("span", { class: "lw-scale" }, make("span", { class: "lw-sides" }, against, toward), ...ticks),
    make("span", { class: "lw-head lw-head-weight" }, "Weight"),
    make("span", { class: "lw-head lw-head-value" }, "Value"),
  );
  const list = make("div", { class: "lw-rows", role: "list", "aria-label": "Feature weights" });
  const othersTitle = make("h4", { class: "lw-others-title" });
  const grid = make("div", { class: "lw-grid" });
  const others = make("section", { class: "lw-others" }, othersTitle, grid);
  const empty = make("p", { class: "lw-empty" });
  const more = makeButton("more_bars", "", "", signal, () => {
    whole = !whole;
    drawFrame();
  });
  const picture = make("div", { class: "lw-picture" }, axis, list, more);
  root.append(make("div", { class: "lw-top" }, detail, restore), empty, picture, others);

  const rows = new Map<number, Row>();
  let editors: { cell: Cell; editor: Editor; entry: HTMLElement }[] = [];
  let followed: Cell[] | undefined;
  let drawing = false;
  let whole = false;

  const updateDetail = () => {
    const row = rows.get(study.get("highlight"));
    const exact = study.get("frames")?.exact === true;
    const point = `Point at a bar for its ${exact ? "weight" : "interval"}`;
    const idle =
      editors.length === 0 ? `${point}.` : hint(study, point, ". Change a value to ask the model again.");
    const text = row === undefined || !row.node.isConnected ? idle : row.text;
    writeWhole(detail, text);
    detail.classList.toggle("lw-idle", row === undefined);
    for (const [feature, { node }] of rows)
      node.classList.toggle("lw-highlight", feature === study.get("highlight"));
  };

  const drawFrame = () => {
    // A bar that leaves the list removes its editor from the page for a moment. The user's focus and input must
    // survive that.
    const held = focused(root);
    drawing = true;
    try {
      drawPicture();
      if (held instanceof HTMLElement && held.isConnected) held.focus({ preventScroll: true });
    } finally {
      drawing = false;
    }
  };
  for (const event of ["blur", "change", "focusin", "focusout"]) {
    root.addEventListener(event, (e) => drawing && e.stopImmediatePropagation(), { signal, capture: true });
  }

  const drawPicture = () => {
    followRow();
    restore.disabled = !study.live;
    for (const { editor } of editors) {
      if (!study.live) editor.restore();
      editor.field.disabled = !study.live;
    }
    const force = frameInForce(study, root);
    show(picture, force !== null);
    show(detail, force !== null);
    show(empty, force === null);
    write(empty, emptySentence(study));
    if (force === null) {
      placeEditors([]); // another value may be what mends a failure
      return;
    }
    const { bars } = force.frame;
    const shown = whole || bars.length <= most ? bars : bars.slice(0, few);
    show(more, bars.length > most);
    write(more, whole ? `Show the ${few} strongest only` : `Show ${count(bars.length - few)} more`);
    drawRows(force, shown);
    placeEditors(shown);
    updateDetail();
  };

  const drawRows = ({ sweep, frame }: Force, shown: readonly Bar[]) => {
    const extent = extentOf(frame.bars);
    const chart = { ...measureOf(study, sweep, frame), extent };
    const [down, up] = sidesOf(study, sweep.output);
    writeWhole(against, `◂ ${down}`);
    writeWhole(toward, `${up} ▸`);
    ticksOf(extent).forEach((tick, i) => {
      const node = ticks[i];
      if (node === undefined) return;
      const text = number(tick);
      write(node, text);
      // Hide the halfway ticks where their text could overlap a neighbor's.
      if (i % 2 === 1) node.classList.toggle("lw-away", number(Math.abs(tick)).length > 5);
      node.style.left = `${place(tick, extent)}%`;
    });

    const featureNames = study.get("features").names;
    const drawn = shown.map((bar) => {
      let row = rows.get(bar.feature);
      if (row === undefined) {
        row = makeRow(bar.feature);
        rows.set(bar.feature, row);
      }
      row.draw(bar, featureNames[bar.feature] ?? `feature ${bar.feature}`, chart);
      return row.node;
    });
    arrange(list, drawn);
    // Only one row is a tab stop, and the arrow keys move on from there: thirty rows must not be thirty tab stops.
    const stop = drawn.find((node) => node.tabIndex === 0) ?? drawn[0];
    for (const node of drawn) if (node !== stop) node.tabIndex = -1;
    if (stop !== undefined) stop.tabIndex = 0;
  };

  const followRow = () => {
    const cells = study.get("row");
    if (cells === followed) return;
    followed = cells;
    const same = cells.length === editors.length && cells.every((cell, i) => fits(editors[i]?.cell, cell));
    if (!same) {
      for (const { editor, entry } of editors) {
        editor.node.remove();
        entry.remove();
      }
      editors = cells.map((cell) => ({
        cell,
        editor: makeEditor(cell, signal, (column, value) => study.send({ type: "edit", column, value })),
        entry: make(
          "div",
          { class: "lw-entry" },
          make("span", { class: "lw-entry-name", title: cell.column }, cell.column),
        ),
      }));
    }
    editors.forEach((each, i) => {
      const cell = cells[i];
      if (cell === undefined) return;
      each.cell = cell;
      each.editor.follow(cell);
    });
    restore.classList.toggle("lw-away", !cells.some((cell) => cell.changed));
    // A text has no cells, so no values beside its bars.
    show(restore, cells.length > 0);
    root.classList.toggle("lw-bare", cells.length === 0);
  };

  /** Place each column's editor at the first bar of the column, or below the bars when the frame shows none of them. */
  const placeEditors = (bars: readonly Bar[]) => {
    const { columns } = study.get("features");
    const homes = new Map<number, HTMLElement>();
    for (const { feature } of bars) {
      const column = columns[feature];
      const row = rows.get(feature);
      if (column !== undefined && row !== undefined && !homes.has(column)) homes.set(column, row.slot);
    }
    const below: HTMLElement[] = [];
    editors.forEach(({ editor, entry }, column) => {
      const home = homes.get(column);
      if (home === undefined) below.push(entry);
      const room = home ?? entry;
      if (editor.node.parentElement !== room) room.append(editor.node);
    });
    arrange(grid, below);
    show(others, below.length > 0);
    write(othersTitle, bars.length > 0 ? `Not among the ${bars.length} shown features` : "Values of the row");
  };

  watch(["frames", "kernel_width", "features", "outputs", "row", "status", "palette"], drawFrame);
  watch(["notice"], () => {
    if (study.get("notice") !== "") for (const { editor } of editors) editor.refused();
  });
  watch(["highlight"], updateDetail);
  followPointer(list, study, signal);
  walk(list, ".lw-row", signal, (row, key) => {
    switch (key) {
      case "ArrowDown":
        return row.nextElementSibling;
      case "ArrowUp":
        return row.previousElementSibling;
      case "Home":
        return list.firstElementChild;
      case "End":
        return list.lastElementChild;
      default:
        return undefined;
    }
  });
});

/** Write text that the page may cut off, with the full text as its tooltip. */
function writeWhole(node: HTMLElement, text: string): void {
  write(node, text);
  mark(node, "title", text);
}

function fits(before: Cell | undefined, cell: Cell): boolean {
  return before !== undefined && sameEditor(before, cell);
}
