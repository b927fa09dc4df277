// The selected samples with the largest weights: the model's input, its answer and the surrogate's prediction. An
// input is the values of a table row, a text with the removed words crossed out, or a picture.

import { decode } from "../../model/codec";
import { perturbationsOf } from "../../model/samples";
import type { Bytes, Samples, Text } from "../../model/wire";
import { make, mark, show, write } from "../../ui/elements";
import { aligned, beside, count, magnitude, weight } from "../../ui/format";
import type { Brush } from "./cloud";

export interface Rows {
  brush: Brush;
  kind: "row" | "text" | "image";
  rows: number[];
  columns: string[];
  cells: string[][] | null;
  texts: string[] | null;
  pictures: Bytes[] | null;
  total: number;
  share: number;
  answers: number[];
  fitted: number[];
  weights: number[];
}

export interface Selected {
  node: HTMLElement;
  draw(rows: Rows | null, samples: Samples | null, text: Text | null): void;
}

/** `point` receives the row under the pointer, or −1. */
export function makeSelected(signal: AbortSignal, point: (row: number) => void): Selected {
  const title = make("p", { class: "lw-selected-title" });
  const head = make("thead");
  const body = make("tbody");
  const box = make(
    "div",
    {
      class: "lw-selected-box",
      tabindex: "0",
      role: "group",
      "aria-label": "Selected samples",
      "data-lm-suppress-shortcuts": "true",
    },
    make("table", {}, head, body),
  );
  const node = make("div", { class: "lw-selected" }, title, box);
  let urls: string[] = [];
  const forget = () => {
    for (const url of urls) URL.revokeObjectURL(url);
    urls = [];
  };
  signal.addEventListener("abort", forget);
  const rowOf = (target: EventTarget | null) => {
    const row = target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
    return row === null ? -1 : Number(row.dataset["row"]);
  };
  body.addEventListener("pointerover", ({ target }) => point(rowOf(target)), { signal });
  body.addEventListener("pointerleave", () => point(-1), { signal });

  let drawn: readonly unknown[] = [];
  return {
    node,
    draw(rows, samples, text) {
      show(node, rows !== null && rows.total > 0);
      if (drawn[0] === rows && drawn[1] === samples && drawn[2] === text) return;
      drawn = [rows, samples, text];
      forget();
      if (rows === null) {
        body.replaceChildren();
        return;
      }
      const { kind, columns, total } = rows;
      const n = rows.rows.length;
      const many = total === 1 ? kind : `${kind}s`;
      write(
        title,
        n < total
          ? `The ${count(n)} of ${count(total)} ${many} with the largest weights`
          : `${count(total)} ${many}`,
      );
      const heads = ["weight", "model", "surrogate", "residual", ...(kind === "row" ? columns : [kind])];
      head.replaceChildren(make("tr", {}, ...heads.map((each) => make("th", { scope: "col" }, each))));
      const largest = (values: readonly number[]) =>
        values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
      const [heaviest, highest] = [largest(rows.weights), largest([...rows.answers, ...rows.fitted])];
      mark(box, "data-kind", kind);
      const struck = kind === "text" ? strikerOf(samples, text) : undefined;
      body.replaceChildren(
        ...rows.rows.map((row, k) => {
          const [answer, fitted] = [rows.answers[k] ?? Number.NaN, rows.fitted[k] ?? Number.NaN];
          const numbers = [
            magnitude(rows.weights[k] ?? Number.NaN, heaviest),
            aligned(answer, highest),
            aligned(fitted, highest),
            weight(beside(answer - fitted, highest), highest),
          ].map((each) => make("td", { class: "lw-number-cell" }, each));
          const contents =
            kind === "row"
              ? (rows.cells?.[k] ?? []).map((each) => make("td", {}, each))
              : [make("td", { class: `lw-cell-${kind}` }, ...contentOf(row, k))];
          return make("tr", { "data-row": String(row) }, ...numbers, ...contents);
        }),
      );

      function contentOf(row: number, k: number): (Node | string)[] {
        const picture = rows?.pictures?.[k];
        if (picture !== undefined) {
          const url = URL.createObjectURL(new Blob([picture.data as BlobPart], { type: picture.mime }));
          urls.push(url);
          return [make("img", { src: url, alt: row === 0 ? "the image itself" : `sample ${count(row)}` })];
        }
        return struck?.(row) ?? [rows?.texts?.[k] ?? ""];
      }
    },
  };
}

/** Return a function that crosses out the units a sample lacks; undefined where the browser lacks the data. */
function strikerOf(samples: Samples | null, text: Text | null) {
  if (samples === null || samples.masks === null || text === null) return undefined;
  const perturbations = perturbationsOf(samples);
  const [starts, stops] = [decode(text.starts, "i4"), decode(text.stops, "i4")];
  const features = decode(text.features, "i4");
  return (row: number): (Node | string)[] | undefined => {
    if (row >= perturbations.n) return undefined;
    const pieces: (Node | string)[] = [];
    let from = 0;
    for (const [k, feature] of features.entries()) {
      if (perturbations.keeps(row, feature)) continue;
      pieces.push(text.text.slice(from, starts[k]), make("s", {}, text.text.slice(starts[k], stops[k])));
      from = stops[k] ?? from;
    }
    return [...pieces, text.text.slice(from)];
  };
}
