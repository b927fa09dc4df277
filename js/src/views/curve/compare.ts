// The compared kernel widths, one table row each, in the color of its curve: the surrogate at the instance, R²,
// effective sample size and slope. The user adds, removes and selects widths.

import type { StudyModel } from "../../model/study_model";
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
import { number, weight } from "../../ui/format";
import type { Chip } from "./chips";
import { added, dropped, typedWidth } from "./chips";

export interface Compared {
  chip: Chip;
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

interface Row {
  node: HTMLTableRowElement;
  draw(compared: Compared): void;
}

export function makeCompare(study: StudyModel, signal: AbortSignal): Compare {
  const slopeHead = make("th", { scope: "col" }, "Slope");
  const heads: [string, string][] = [
    ["Surrogate here", "The surrogate's answer at the instance"],
    ["R²", "Weighted fit of the surrogate to the model's answers; 1 is perfect"],
    ["Effective sample size", "45 means: the weighted samples count like 45 samples"],
  ];
  const head = make(
    "tr",
    {},
    make("th", { scope: "col" }, "Kernel width"),
    ...heads.map(([text, title]) => make("th", { scope: "col", title }, text)),
    slopeHead,
    make("th", {}, make("span", { class: "lw-unseen" }, "Keep or remove")),
  );
  const body = make("tbody");
  const table = make("table", { class: "lw-compare-table" }, make("thead", {}, head), body);
  /** By the width that is kept. */
  const rows = new Map<number, Row>();

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
  const add = makeButton("add-width", "Add", "Add the surrogate of this kernel width", signal, () => {
    const width = typedWidth(field.value);
    mark(field, "aria-invalid", width === null ? "true" : null);
    if (width === null) return;
    keep(width);
    field.value = "";
  });
  listen(field, "keydown", (event) => event.key === "Enter" && add.click(), signal);
  listen(field, "input", () => mark(field, "aria-invalid", null), signal);
  const adding = make(
    "div",
    { class: "lw-compare-add" },
    make("label", { for: id }, "Compare another width"),
    field,
    add,
  );

  const widths = () => study.get("compared_widths") ?? [];
  const keep = (width: number) => study.set("compared_widths", added(widths(), width));
  const drop = (width: number) => study.set("compared_widths", dropped(widths(), width));

  const makeRow = (): Row => {
    let chip: Chip | undefined;
    const name = make("span");
    const choose = makePlainButton(
      { class: "lw-compare-width" },
      make("span", { class: "lw-compare-dot" }),
      name,
    );
    const press = () => chip !== undefined && (chip.kept ? drop : keep)(chip.width);
    const button = makePlainButton({ class: "lw-button lw-compare-keep" });
    listen(choose, "click", () => chip && study.set("kernel_width", chip.width), signal);
    listen(button, "click", press, signal);
    const cells = [0, 1, 2, 3].map(() => make("td"));
    const node = make("tr", {}, make("th", { scope: "row" }, choose), ...cells, make("td", {}, button));
    return {
      node,
      draw(compared) {
        chip = compared.chip;
        const { found, slope } = compared;
        const text = number(chip.width);
        write(name, text);
        node.style.setProperty("--lw-color", chip.color);
        node.classList.toggle("lw-compare-current", chip.current);
        mark(node, "data-width", String(chip.width));
        mark(choose, "aria-pressed", String(chip.current));
        mark(choose, "title", chip.current ? "The current kernel width" : `Use the kernel width ${text}`);
        write(button, chip.kept ? "×" : "keep");
        const act = chip.kept ? `Remove the width ${text}` : `Keep the width ${text} for comparison`;
        mark(button, "title", act);
        mark(button, "aria-label", act);
        mark(button, "data-action", chip.kept ? "drop-width" : "keep-width");
        button.disabled = !study.allows("compared_widths");
        const numbers =
          found === null
            ? ["…", "…", "…", "…"]
            : [
                number(found.answer, 4),
                scoreText(found.score),
                number(found.ess),
                slope === null ? "–" : weight(slope, Math.abs(slope)),
              ];
        for (const [k, cell] of cells.entries()) write(cell, numbers[k] ?? "");
      },
    };
  };

  return {
    node: make("div", { class: "lw-compare" }, table, adding),
    draw(compared, along, logistic) {
      write(slopeHead, logistic ? "Slope, log-odds" : "Slope");
      mark(slopeHead, "title", `Change of the surrogate when ${along} increases by 1`);
      table.classList.toggle(
        "lw-unsloped",
        compared.every(({ slope }) => slope === null),
      );
      // During a drag, the row of a current width that is not kept stays the same element.
      const keyOf = ({ kept, width }: Chip) => (kept ? width : 0);
      const keys = new Set(compared.map(({ chip }) => keyOf(chip)));
      for (const key of rows.keys()) if (!keys.has(key)) rows.delete(key);
      const nodes = compared.map((each) => {
        const row = rows.get(keyOf(each.chip)) ?? makeRow();
        rows.set(keyOf(each.chip), row);
        row.draw(each);
        return row.node;
      });
      arrange(body, nodes);
      show(adding, study.allows("compared_widths"));
    },
  };
}

/** Four decimals: they matter most for a fit of 0.9999 and for one of 0.0004. */
export function scoreText(score: number): string {
  if (!Number.isFinite(score)) return "–";
  const text = Math.abs(score).toFixed(4);
  return score < 0 && Number(text) !== 0 ? `−${text}` : text;
}
