// The header of the samples table: column names, and buttons that sort by them.
import { make, makeFocusable, mark, write } from "../../ui/elements";
import { count } from "../../ui/format";
import type { Sorting } from "./order";
import { fewFeatures } from "./strips";

export interface Columns {
  node: HTMLElement;
  draw(output: string, names: readonly string[], sorting: Sorting, units: string): void;
  highlight(feature: number): void;
}

export function makeColumns(
  p: number,
  shares: boolean,
  signal: AbortSignal,
  sortBy: (key: Sorting["key"]) => void,
): Columns {
  const sorted = new Map<Sorting["key"], { cell: HTMLElement; button: HTMLElement }>();
  const sortable = (key: Sorting["key"], text: string, help: string) => {
    const button = makeFocusable(
      "button",
      { type: "button", class: "lw-sort", "data-sort": key, title: help },
      text,
    );
    button.addEventListener("click", () => sortBy(key), { signal });
    const cell = make("span", { class: `lw-head-cell lw-cell-${key}`, role: "columnheader" }, button);
    sorted.set(key, { cell, button });
    return cell;
  };
  const cells = [
    sortable("row", "#", "Order of the model evaluations; 0 is the text itself"),
    sortable("answer", "", "The model's answer"),
    sortable("weight", "Weight", "Weight of the sample at this kernel width"),
  ];
  if (shares) {
    cells.push(
      sortable(
        "share",
        "Share, %",
        "Part of the total weight; each variant counts for all samples that equal it",
      ),
    );
  }
  const names = Array.from({ length: p <= fewFeatures ? p : 0 }, (_, feature) =>
    make("span", { class: "lw-bit-name", "data-feature": String(feature) }, make("span")),
  );
  const bits = make("span", { class: "lw-head-cell lw-cell-bits", role: "columnheader" }, ...names);
  cells.push(bits, sortable("kept", `Kept of ${count(p)}`, "Number of units kept"));
  cells.push(make("span", { class: "lw-head-cell lw-cell-text", role: "columnheader" }, "Text"));
  const node = make(
    "div",
    { class: "lw-samples-head", role: "rowgroup" },
    make("div", { class: "lw-samples-heads", role: "row", "aria-rowindex": "1" }, ...cells),
  );
  let highlighted: HTMLElement | undefined;
  return {
    node,
    draw(output, featureNames, sorting, units) {
      for (const [key, { cell, button }] of sorted) {
        const chosen = sorting.key === key;
        const direction = sorting.descending ? "descending" : "ascending";
        mark(cell, "aria-sort", chosen ? direction : "none");
        if (key === "answer") {
          write(button, output);
          mark(button, "title", `The model's answer for ${output}`);
        }
      }
      if (names.length === 0) write(bits, units);
      names.forEach((name, feature) => {
        const text = featureNames[feature] ?? "";
        const label = name.firstElementChild;
        if (label !== null) write(label, text);
        mark(name, "title", text);
      });
    },
    highlight(feature) {
      highlighted?.classList.remove("lw-highlight");
      highlighted = names[feature];
      highlighted?.classList.add("lw-highlight");
    },
  };
}
