// The samples of a text as a table: kept words, the model's answers, and the weights at the current kernel width. It
// sorts and scrolls. lime_widgets/widgets/views/table.py declares it.

import { weightsOf } from "../../model/kernel";
import { composer, missingOf, perturbationsOf } from "../../model/samples";
import { isCurrent } from "../../model/study_model";
import type { Samples, Text } from "../../model/wire";
import { freshId, make, makeFocusable, mark, show, write } from "../../ui/elements";
import { markStanding } from "../../ui/force";
import { count } from "../../ui/format";
import { followPointer, isSelected } from "../../ui/pointing";
import { type Stage, view } from "../../ui/view";
import { emptySentence, nameOf, unitsOf } from "../../ui/wording";
import { type Columns, makeColumns } from "./columns";
import { isOrder, orderOf, type Sorting } from "./order";
import { makeSample, type Sample, type Showing } from "./sample";
import { makeScroller, type Scroller } from "./scroller";
import { featureAt, fewFeatures } from "./strips";

const rowHeight = 26;
const tallest = 420;

export default view("table", ({ study, root, signal, watch }: Stage) => {
  const title = make("h4", { class: "lw-table-title" });
  const detail = make("span", { class: "lw-detail" });
  const empty = make("p", { class: "lw-empty" });
  const grid = makeFocusable("div", { class: "lw-samples", role: "grid", tabindex: "0" });
  root.append(make("div", { class: "lw-top" }, title, detail), empty, grid);

  const id = freshId();
  let seen: { samples: Samples; text: Text; names: readonly string[] } | undefined;
  let showing: Showing | undefined;
  let scroller: Scroller<Sample> | undefined;
  let columns: Columns | undefined;
  let shape = "";
  let furnished = new AbortController();
  signal.addEventListener("abort", () => furnished.abort());
  let sorting: Sorting = { key: "weight", descending: true };
  let current = 0;

  const keysOf = ({ table, weights, shares }: Showing): ArrayLike<number> => {
    const keys = {
      row: { length: table.n },
      answer: table.answers,
      weight: weights,
      share: shares ?? weights,
      kept: table.kept,
    }[sorting.key];
    return sorting.key === "row" ? Float64Array.from(keys, (_, row) => row) : keys;
  };
  /** The text itself comes first in the order of weights, whatever weight a custom kernel gives it. */
  const instanceFirst = () => sorting.key === "weight" && sorting.descending;
  const arrange = (now: Showing) => {
    const keys = keysOf(now);
    if (!isOrder(now.order, keys, sorting.descending, instanceFirst())) {
      now.order = orderOf(keys, sorting.descending, instanceFirst());
    }
  };

  /** Recreate the columns only when the number of features changes. */
  const furnish = (now: Showing) => {
    const { p, counts } = now.table;
    if (shape === `${p} ${counts === null}` && scroller !== undefined && columns !== undefined) return;
    shape = `${p} ${counts === null}`;
    columns = makeColumns(p, counts !== null, signal, sortBy);
    root.style.setProperty("--lw-p", String(p));
    grid.classList.toggle("lw-many-features", p > fewFeatures);
    grid.classList.toggle("lw-crowded", p > 12 && p <= fewFeatures);
    grid.classList.toggle("lw-counted", counts !== null);
    const top = columns;
    furnished.abort();
    furnished = new AbortController();
    scroller = makeScroller(
      grid,
      { row: rowHeight, tallest, head: () => top.node.offsetHeight },
      () => makeSample(() => showing as Showing),
      furnished.signal,
    );
    grid.replaceChildren(columns.node, scroller.body);
  };

  /** Whether the table shows another text than the other views. */
  const isStale = () => {
    const text = study.get("text") ?? null;
    return seen !== undefined && (text === null || !sameUnits(seen.text, text));
  };

  const draw = () => {
    markStanding(study, root);
    const samples = study.get("samples") ?? null;
    const text = study.get("text") ?? null;
    show(grid, samples !== null);
    show(empty, samples === null);
    show(detail, samples !== null);
    show(title, samples !== null);
    write(empty, emptySentence(study));
    if (samples === null || text === null) return;
    // Samples arrive slightly later than their text. Until then the table keeps the previous samples and words.
    const fresh = seen?.samples !== samples;
    if (fresh || seen === undefined) seen = { samples, text, names: study.get("features").names };
    mark(root, "data-stale", String(isStale()));

    const table = fresh || showing === undefined ? perturbationsOf(samples) : showing.table;
    const kernel = String(study.parameter("kernel"));
    const width = study.get("kernel_width");
    const weights = table.weights ?? weightsOf(table.distances, kernel, width);
    const { kind } = study.get("outputs");
    const [low, high] = kind === "probability" ? [0, 1] : extremes(table.answers);
    showing = {
      table,
      compose: fresh || showing === undefined ? composer(seen.text) : showing.compose,
      weights,
      shares: table.counts === null ? null : sharesOf(weights, table.counts),
      order: showing?.order ?? new Uint32Array(0),
      kind,
      low,
      high,
      highlight: highlighted(),
      idOf: (position) => `${id}-${position}`,
      isCurrent: (position) => position === current,
      isChosen: chosenOf(table.n),
    };
    arrange(showing);
    furnish(showing);
    mark(root, "data-generation", String(table.generation));
    mark(root, "data-kernel-width", String(width));
    mark(root, "data-output", String(table.output));
    mark(root, "data-rows", String(table.n));
    mark(grid, "aria-rowcount", String(table.n + 1));
    const exact = table.counts !== null && table.n === 2 ** table.p;
    const [, many] = unitsOf(study);
    write(title, exact ? `All ${count(table.n)} variants of the text` : `${count(table.n)} perturbed texts`);
    mark(grid, "aria-label", title.textContent ?? "");
    columns?.draw(nameOf(study, table.output), seen.names, sorting, many);
    current = Math.min(current, table.n - 1);
    scroller?.draw(table.n);
    point();
    updateDetail();
  };

  const highlighted = () => (isStale() ? -1 : study.get("highlight"));
  const chosenOf = (n: number) => {
    const removed = isStale() ? [] : (study.get("removed") ?? []);
    return (row: number) => {
      if (removed.length === 0 || showing === undefined || row >= n) return false;
      const { table } = showing;
      return (
        (table.kept[row] ?? 0) + removed.length === table.p && removed.every((out) => !table.keeps(row, out))
      );
    };
  };

  const updateDetail = () => {
    if (showing === undefined) return;
    const { table } = showing;
    const feature = highlighted();
    const name = seen?.names[feature];
    const known = name !== undefined && feature < table.p;
    showing.highlight = feature;
    columns?.highlight(feature);
    for (const sample of scroller?.shown ?? []) sample.highlight(feature);
    const [, many] = unitsOf(study);
    let out = 0;
    if (known) for (let row = 0; row < table.n; row += 1) if (!table.keeps(row, feature)) out += 1;
    const text = known
      ? `${name}: removed in ${count(out)} of ${count(table.n)} texts`
      : study.live
        ? `Click a row to remove the same ${many} from the text.`
        : "Not connected to a kernel.";
    write(detail, text);
    mark(detail, "title", text);
    detail.classList.toggle("lw-idle", !known);
  };

  const sortBy = (key: Sorting["key"]) => {
    if (showing === undefined) return;
    // The first click sorts in descending order, except for the row numbers.
    sorting = { key, descending: sorting.key === key ? !sorting.descending : key !== "row" };
    current = 0;
    scroller?.reveal(0);
    draw();
  };

  const point = () => {
    for (const { node } of scroller?.shown ?? []) {
      node.classList.toggle("lw-current", node.id === showing?.idOf(current));
    }
    mark(grid, "aria-activedescendant", showing?.idOf(current) ?? null);
  };
  const choose = (row: number) => {
    if (showing !== undefined && !isStale() && isCurrent(study))
      study.set("removed", missingOf(showing.table, row));
  };
  const sampleAt = (target: EventTarget | null) =>
    target instanceof Element ? target.closest<HTMLElement>(".lw-sample") : null;

  grid.addEventListener(
    "click",
    ({ target }) => {
      const node = sampleAt(target);
      if (node === null || isSelected(node) || showing === undefined) return;
      current = Number(node.getAttribute("aria-rowindex")) - 2;
      point();
      choose(Number(node.dataset["row"]));
    },
    { signal },
  );
  grid.addEventListener(
    "keydown",
    (event) => {
      if (event.target !== grid || showing === undefined) return;
      const last = showing.table.n - 1;
      const page = Math.floor(tallest / rowHeight) - 2;
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        choose(showing.order[current] ?? 0);
        return;
      }
      const next = {
        ArrowDown: current + 1,
        ArrowUp: current - 1,
        PageDown: current + page,
        PageUp: current - page,
        Home: 0,
        End: last,
      }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      current = Math.max(0, Math.min(last, next));
      scroller?.reveal(current);
      point();
    },
    { signal },
  );
  // All stripes are one element, so the pointer's position gives the feature.
  const aim = (event: PointerEvent) => {
    const stripes = event.target instanceof Element ? event.target.closest<HTMLElement>(".lw-stripes") : null;
    if (stripes === null || showing === undefined) return undefined;
    const feature = featureAt(stripes, event.clientX, showing.table.p);
    mark(stripes, "data-feature", String(feature));
    return feature;
  };
  grid.addEventListener("pointerover", aim, { signal, capture: true });
  grid.addEventListener(
    "pointermove",
    (event) => {
      const feature = aim(event);
      if (feature !== undefined) study.set("highlight", feature);
    },
    { signal },
  );
  grid.addEventListener(
    "pointerover",
    ({ target }) => {
      const node = target instanceof Element && target.closest(".lw-cell-text") ? sampleAt(target) : null;
      if (node !== null) scroller?.shown.find((sample) => sample.node === node)?.explain();
    },
    { signal },
  );
  followPointer(grid, study, signal);

  const traits = ["samples", "text", "frames", "features", "outputs", "kernel", "kernel_width", "removed"];
  watch([...traits, "unit", "status", "palette"], draw);
  watch(["highlight"], updateDetail);
});

function sameUnits(a: Text, b: Text): boolean {
  return a.text === b.text && a.mask === b.mask && a.features.shape[0] === b.features.shape[0];
}

function sharesOf(weights: ArrayLike<number>, counts: ArrayLike<number>): Float64Array {
  const shares = Float64Array.from(counts, (each, row) => each * (weights[row] ?? Number.NaN));
  const total = shares.reduce((sum, each) => sum + each, 0);
  return shares.map((each) => each / total);
}

function extremes(values: Float32Array): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
