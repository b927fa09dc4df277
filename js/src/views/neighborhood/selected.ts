// The selected samples with the largest weights: the model's input, its answer and the surrogate's prediction. An
// input is the values of a table row, a text with the removed words crossed out, or a picture.

import { decode } from "../../model/codec";
import { perturbationsOf } from "../../model/samples";
import type { Brushed, Cell, Samples, Text } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { listen, make, makeFocusable, mark, show, write } from "../../ui/elements";
import { aligned, beside, count, magnitude, weight } from "../../words/format";

export interface Selected {
  node: HTMLElement;
  /** `instance` is the explained row, for a table. */
  draw(rows: Brushed | null, samples: Samples | null, text: Text | null, instance?: readonly Cell[]): void;
}

/** `point` receives the row under the pointer, or −1. */
export function makeSelected(signal: AbortSignal, point: (row: number) => void): Selected {
  return new SelectedTable(signal, point);
}

class SelectedTable implements Selected {
  readonly node: HTMLElement;
  readonly #title = make("p", { class: "lw-selected-title" });
  readonly #head = make("thead");
  readonly #body = make("tbody");
  readonly #box: HTMLElement;
  #urls: string[] = [];
  #drawn: readonly unknown[] = [];

  constructor(signal: AbortSignal, point: (row: number) => void) {
    this.#box = makeFocusable(
      "div",
      { class: "lw-selected-box", tabindex: "0", role: "group", "aria-label": say("samples.list") },
      make("table", {}, this.#head, this.#body),
    );
    this.node = make("div", { class: "lw-selected" }, this.#title, this.#box);
    signal.addEventListener("abort", () => this.#forget());
    listen(this.#body, "pointerover", ({ target }) => point(rowOf(target)), signal);
    listen(this.#body, "pointerleave", () => point(-1), signal);
  }

  draw(
    rows: Brushed | null,
    samples: Samples | null,
    text: Text | null,
    instance: readonly Cell[] = [],
  ): void {
    show(this.node, rows !== null && rows.total > 0);
    if (this.#drawn[0] === rows && this.#drawn[1] === samples && this.#drawn[2] === text) return;
    this.#drawn = [rows, samples, text];
    this.#forget();
    if (rows === null) {
      this.#body.replaceChildren();
      return;
    }
    const { kind, columns = [] } = rows;
    const order = kind === "row" ? differingFirst(rows, instance) : [];
    write(this.#title, titleOf(rows));
    const heads = [
      "weight",
      "model",
      "surrogate",
      "residual",
      ...(kind === "row" ? order.map((i) => columns[i] ?? "") : [kind]),
    ];
    this.#head.replaceChildren(make("tr", {}, ...heads.map((each) => make("th", { scope: "col" }, each))));
    mark(this.#box, "data-kind", kind);
    const strike = kind === "text" ? strikerOf(samples, text) : undefined;
    const numbers = numbersOf(rows);
    this.#body.replaceChildren(
      ...rows.rows.map((row, k) => {
        const cells = (numbers[k] ?? []).map((each) => make("td", { class: "lw-number-cell" }, each));
        const contents =
          kind === "row"
            ? order.map((i) => cellOf(rows.cells?.[k]?.[i] ?? "", instance[i]))
            : [make("td", { class: `lw-cell-${kind}` }, ...(strike?.(row) ?? this.#contentOf(rows, k)))];
        return make("tr", { "data-row": String(row) }, ...cells, ...contents);
      }),
    );
  }

  /** Return the picture or the text of a listed sample. */
  #contentOf({ rows, pictures, texts }: Brushed, k: number): (Node | string)[] {
    const picture = pictures?.[k];
    if (picture === undefined) return [texts?.[k] ?? ""];
    const url = URL.createObjectURL(new Blob([picture.data as BlobPart], { type: picture.mime }));
    this.#urls.push(url);
    const row = rows[k] ?? 0;
    return [
      make("img", {
        src: url,
        alt: row === 0 ? say("samples.itself") : say("samples.sample", { row: count(row) }),
      }),
    ];
  }

  #forget(): void {
    for (const url of this.#urls) URL.revokeObjectURL(url);
    this.#urls = [];
  }
}

/** Return the columns of a table, those first in which most of the listed rows differ from the instance. */
export function differingFirst(
  { columns = [], cells = [] }: Pick<Brushed, "columns" | "cells">,
  instance: readonly Cell[],
): number[] {
  const differing = columns.map((_, i) => cells.filter((row) => differs(row[i] ?? "", instance[i])).length);
  return [...columns.keys()].sort((a, b) => (differing[b] ?? 0) - (differing[a] ?? 0) || a - b);
}

function differs(text: string, own: Cell | undefined): boolean {
  return own !== undefined && text !== (own.text || say("row.missing"));
}

/** A cell that is as in the instance is pale: what differs is what the sample tells. */
function cellOf(text: string, own: Cell | undefined): HTMLElement {
  return make("td", { class: own === undefined || differs(text, own) ? "" : "lw-idle" }, text);
}

function rowOf(target: EventTarget | null): number {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
  return row === null ? -1 : Number(row.dataset["row"]);
}

const kinds = { row: "samples.rows", text: "samples.texts", image: "samples.images" } as const;

/** "The 24 of 310 rows with the largest weights" */
export function titleOf({ kind, rows, total }: Pick<Brushed, "kind" | "rows" | "total">): string {
  const all = say(kinds[kind], { n: total });
  if (rows.length === total) return all;
  return say("samples.heaviest_of", { rows: rows.length, all });
}

/** Return the texts of each listed sample: its weight, both answers and the residual. */
export function numbersOf(rows: Pick<Brushed, "weights" | "answers" | "fitted">): string[][] {
  const largest = (values: readonly number[]) =>
    values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  const [heaviest, highest] = [largest(rows.weights), largest([...rows.answers, ...rows.fitted])];
  return rows.weights.map((each, k) => {
    const [answer, fitted] = [rows.answers[k] ?? Number.NaN, rows.fitted[k] ?? Number.NaN];
    return [
      magnitude(each, heaviest),
      aligned(answer, highest),
      aligned(fitted, highest),
      weight(beside(answer - fitted, highest), highest),
    ];
  });
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
