// The compared kernel widths, one table row each, in the color of its curve: the surrogate at the instance, R²,
// effective sample size and slope. The user adds, removes and selects widths.

import type { StudyModel } from "../../model/study_model";
import { say, type TextId } from "../../texts/catalogue";
import {
  arrange,
  freshId,
  listen,
  make,
  makeButton,
  makeFocusable,
  makePlainButton,
  mark,
  show,
  write,
} from "../../ui/elements";
import { number, weight } from "../../words/format";
import { added, type ComparedWidth, dropped, typedWidth } from "./widths";

/** A kernel width, and what is known of its surrogate. */
export interface Compared {
  compared: ComparedWidth;
  /** The surrogate's prediction at the instance, R² and effective sample size; null while the kernel computes them. */
  found: { answer: number; score: number; ess: number } | null;
  /** In the column's unit; null where the surrogate is not linear along it. */
  slope: number | null;
}

export interface Compare {
  node: HTMLElement;
  /** `along` is the feature's name. Slopes are in log-odds for a logistic surrogate. */
  draw(rows: readonly Compared[], along: string, logistic: boolean): void;
}

const heads: [TextId, TextId][] = [
  ["surrogate.here", "surrogate.here_help"],
  ["surrogate.score", "surrogate.score_help"],
  ["surrogate.size", "surrogate.size_help"],
];

export function makeCompare(study: StudyModel, signal: AbortSignal): Compare {
  const slopeHead = make("th", { scope: "col" }, say("surrogate.slope"));
  const head = make(
    "tr",
    {},
    make("th", { scope: "col" }, say("compare.width")),
    ...heads.map(([text, help]) => make("th", { scope: "col", title: say(help) }, say(text))),
    slopeHead,
    make("th", {}, make("span", { class: "lw-unseen" }, say("compare.keep_head"))),
  );
  const body = make("tbody");
  const table = make("table", { class: "lw-compare-table" }, make("thead", {}, head), body);
  const adding = makeAdding(study, signal);
  /** By the width that is kept. */
  const rows = new Map<number, Row>();
  return {
    node: make("div", { class: "lw-compare" }, table, adding),
    draw(all, along, logistic) {
      write(slopeHead, say(logistic ? "surrogate.slope_odds" : "surrogate.slope"));
      mark(slopeHead, "title", say("surrogate.slope_help", { along }));
      const unsloped = all.every(({ slope }) => slope === null);
      table.classList.toggle("lw-unsloped", unsloped);
      // During a drag, the row of a current width that is not kept stays the same element.
      const keyOf = ({ compared: { kept, width } }: Compared) => (kept ? width : 0);
      const keys = new Set(all.map(keyOf));
      for (const key of rows.keys()) if (!keys.has(key)) rows.delete(key);
      const nodes = all.map((each) => {
        const row = rows.get(keyOf(each)) ?? makeRow(study, signal);
        rows.set(keyOf(each), row);
        row.draw(each);
        return row.node;
      });
      arrange(body, nodes);
      show(adding, study.allows("compared_widths"));
    },
  };
}

function keep(study: StudyModel, width: number): void {
  study.set("compared_widths", added(study.get("compared_widths") ?? [], width));
}

function drop(study: StudyModel, width: number): void {
  study.set("compared_widths", dropped(study.get("compared_widths") ?? [], width));
}

/** Create the field for a further width. */
function makeAdding(study: StudyModel, signal: AbortSignal): HTMLElement {
  const id = freshId();
  const field = makeFocusable("input", {
    type: "text",
    id,
    class: "lw-compare-typed",
    inputmode: "decimal",
    autocomplete: "off",
    placeholder: "0.75",
    "data-parameter": "compared_width",
  });
  const add = makeButton("add-width", say("compare.add"), say("compare.add_help"), signal, () => {
    const width = typedWidth(field.value);
    mark(field, "aria-invalid", width === null ? "true" : null);
    if (width === null) return;
    keep(study, width);
    field.value = "";
  });
  listen(field, "keydown", (event) => event.key === "Enter" && add.click(), signal);
  listen(field, "input", () => mark(field, "aria-invalid", null), signal);
  const label = make("label", { for: id }, say("compare.another"));
  return make("div", { class: "lw-compare-add" }, label, field, add);
}

interface Row {
  node: HTMLTableRowElement;
  draw(compared: Compared): void;
}

function makeRow(study: StudyModel, signal: AbortSignal): Row {
  let drawn: ComparedWidth | undefined;
  const name = make("span");
  const dot = make("span", { class: "lw-compare-dot" });
  const choose = makePlainButton({ class: "lw-compare-width" }, dot, name);
  const press = () => drawn !== undefined && (drawn.kept ? drop : keep)(study, drawn.width);
  const button = makePlainButton({ class: "lw-button lw-compare-keep" });
  listen(choose, "click", () => drawn && study.set("kernel_width", drawn.width), signal);
  listen(button, "click", press, signal);
  const cells = [0, 1, 2, 3].map(() => make("td"));
  const node = make("tr", {}, make("th", { scope: "row" }, choose), ...cells, make("td", {}, button));
  return {
    node,
    draw(all) {
      drawn = all.compared;
      const { width, color, current, kept } = drawn;
      const text = number(width);
      write(name, text);
      node.style.setProperty("--lw-color", color);
      node.classList.toggle("lw-compare-current", current);
      mark(node, "data-width", String(width));
      mark(choose, "aria-pressed", String(current));
      mark(choose, "title", current ? say("compare.current") : say("compare.use", { width: text }));
      write(button, kept ? "×" : say("compare.keep_button"));
      const act = say(kept ? "compare.remove" : "compare.keep", { width: text });
      mark(button, "title", act);
      mark(button, "aria-label", act);
      mark(button, "data-action", kept ? "drop-width" : "keep-width");
      button.disabled = !study.allows("compared_widths");
      for (const [k, cell] of cells.entries()) write(cell, numbersOf(all)[k] ?? "");
    },
  };
}

/** The texts of a row: the surrogate here, R², effective sample size and slope. */
export function numbersOf({ found, slope }: Pick<Compared, "found" | "slope">): string[] {
  if (found === null) return ["…", "…", "…", "…"];
  const slopeText = slope === null ? "–" : weight(slope, Math.abs(slope));
  return [number(found.answer, 4), scoreText(found.score), number(found.ess), slopeText];
}

/** Four decimals: they matter most for a fit of 0.9999 and for one of 0.0004. */
export function scoreText(score: number): string {
  if (!Number.isFinite(score)) return "–";
  const text = Math.abs(score).toFixed(4);
  return score < 0 && Number(text) !== 0 ? `−${text}` : text;
}
