// The header of the samples table: column names, and buttons that sort by them.
import { say, type TextId } from "../../texts/catalogue";
import { listen, make, makePlainButton, mark, write } from "../../ui/elements";
import { writeName } from "../../ui/names/names";
import type { Sorting } from "./order";
import { fewFeatures } from "./strips";

export interface Columns {
  node: HTMLElement;
  draw(output: string, names: readonly string[], sorting: Sorting, units: string): void;
  highlight(feature: number): void;
}

type Sortable = Readonly<{ key: Sorting["key"]; text: TextId | ""; help: TextId; n?: number }>;

const row: Sortable = { key: "row", text: "samples.order", help: "samples.order_help" };
const answer: Sortable = { key: "answer", text: "", help: "samples.answer_help" };
const weight: Sortable = {
  key: "weight",
  text: "samples.weight",
  help: "samples.weight_help",
};
const share: Sortable = {
  key: "share",
  text: "samples.share",
  help: "samples.share_help",
};

export function makeColumns(
  p: number,
  shares: boolean,
  signal: AbortSignal,
  sortBy: (key: Sorting["key"]) => void,
): Columns {
  const kept: Sortable = { key: "kept", text: "samples.kept", help: "samples.kept_help", n: p };
  const sorted = new Map(
    [row, answer, weight, ...(shares ? [share] : []), kept].map((each) => {
      return [each.key, makeSortable(each, signal, sortBy)] as const;
    }),
  );
  const names = Array.from({ length: p <= fewFeatures ? p : 0 }, (_, feature) =>
    make("span", { class: "lw-bit-name", "data-feature": String(feature) }, make("span")),
  );
  const bits = make("span", { class: "lw-head-cell lw-cell-bits", role: "columnheader" }, ...names);
  const text = make(
    "span",
    { class: "lw-head-cell lw-cell-text", role: "columnheader" },
    say("samples.text"),
  );
  const cells = [...sorted.values()].map(({ cell }) => cell);
  cells.splice(-1, 0, bits);
  const heads = make("div", { class: "lw-samples-heads", role: "row", "aria-rowindex": "1" }, ...cells, text);
  let highlighted: HTMLElement | undefined;
  return {
    node: make("div", { class: "lw-samples-head", role: "rowgroup" }, heads),
    draw(output, featureNames, sorting, units) {
      for (const [key, { cell }] of sorted) {
        const direction = sorting.descending ? "descending" : "ascending";
        mark(cell, "aria-sort", sorting.key === key ? direction : "none");
      }
      const button = sorted.get("answer")?.button as HTMLElement;
      writeName(button, output);
      mark(button, "title", say("samples.answer_of", { output }));
      if (names.length === 0) write(bits, units);
      for (const [feature, name] of names.entries()) {
        const label = featureNames[feature] ?? "";
        writeName(name.firstElementChild as Element, label);
        mark(name, "title", label);
      }
    },
    highlight(feature) {
      highlighted?.classList.remove("lw-highlight");
      highlighted = names[feature];
      highlighted?.classList.add("lw-highlight");
    },
  };
}

function makeSortable(
  { key, text, help, n = 0 }: Sortable,
  signal: AbortSignal,
  sortBy: (key: Sorting["key"]) => void,
): { cell: HTMLElement; button: HTMLElement } {
  const button = makePlainButton(
    { class: "lw-sort", "data-sort": key, title: say(help) },
    text && say(text, { n }),
  );
  listen(button, "click", () => sortBy(key), signal);
  const cell = make("span", { class: `lw-head-cell lw-cell-${key}`, role: "columnheader" }, button);
  return { cell, button };
}
