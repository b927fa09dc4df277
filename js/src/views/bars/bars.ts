// The bars of an explanation, beside the values of the row. The view draws the frame of the current kernel width and
// fits nothing. lime_widgets/widgets/views/bars.py declares it.

import type { Bar } from "../../model/frames";
import { isCurrent } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import { arrange, focused, make, makeButton, show, write } from "../../ui/elements";
import { type Force, frameInForce } from "../../ui/force";
import { Former } from "../../ui/former";
import { followPointer, walk } from "../../ui/pointing";
import { type Stage, view } from "../../ui/view";
import { emptySentence, hint, sidesOf, whatText } from "../../words/wording";
import { makeAxis, writeWhole } from "./axis";
import { chartOf, pointOf } from "./charting";
import { Held } from "./held";
import { drawRepeated } from "./repeated";
import { makeRow, type Row } from "./rows";
import { barsToShow, firstBars } from "./scene";
import { makeTools } from "./tools";
import { RowValues } from "./values";
import { makeTotals } from "./waterfall";

export default view("bars", (stage: Stage) => {
  const { study, watch } = stage;
  const bars = new Bars(stage);
  watch(
    [
      ...traits,
      "row",
      "status",
      "palette",
      "effect",
      "chart",
      "pinned",
      "extent",
      "text",
      "current",
      "repeats",
      "repeating",
      "difference",
    ],
    () => bars.draw(),
  );
  watch(["notice"], () => study.get("notice") !== "" && bars.values.refused());
  watch(["highlight"], () => bars.drawDetail());
});

const traits = ["frames", "kernel_width", "features", "outputs", "prediction"];

class Bars {
  readonly #stage: Stage;

  readonly values: RowValues;
  readonly #detail = make("span", { class: "lw-detail" });
  readonly #empty = make("p", { class: "lw-empty" });
  readonly #axis = makeAxis();
  readonly #list = make("div", { class: "lw-rows", role: "list", "aria-label": say("bars.group") });
  readonly #totals = makeTotals();
  readonly #more: HTMLButtonElement;
  readonly #tools;
  readonly #former;
  readonly #held: Held;
  readonly #picture: HTMLElement;
  readonly #rows = new Map<number, Row>();
  #drawing = false;
  /** Whether all of many bars are drawn. */
  #whole = false;

  constructor(stage: Stage) {
    this.#stage = stage;

    const { study, root, signal, guarded } = stage;
    this.values = new RowValues(study, signal);
    const toggle = guarded(() => {
      this.#whole = !this.#whole;
      this.draw();
    });
    this.#more = makeButton("more_bars", say("bars.more_label"), "", signal, toggle);
    const redraw = guarded(() => this.draw());
    this.#former = new Former(study, signal, redraw);
    this.#held = new Held(signal, redraw);
    this.#tools = makeTools(study, signal);
    const { first, others, last } = this.#totals;
    const picture = [this.#axis.node, first, this.#list, others, last, this.#more];
    this.#picture = make("div", { class: "lw-picture" }, ...picture);
    const foot = make("div", { class: "lw-top" }, this.#detail, this.values.restore, ...this.#tools.nodes);
    root.append(this.#empty, this.#picture, foot, this.values.others);
    for (const event of ["blur", "change", "focusin", "focusout"]) {
      root.addEventListener(event, (e) => this.#drawing && e.stopImmediatePropagation(), {
        signal,
        capture: true,
      });
    }
    followPointer(this.#list, study, signal);
    walk(this.#list, ".lw-row", signal, (row, key) => this.#next(row, key));
  }

  draw(): void {
    const { root } = this.#stage;
    // A bar that leaves the list removes its editor from the page for a moment. The user's focus and input must
    // survive that.
    const held = focused(root);
    this.#drawing = true;
    try {
      this.#drawPicture();
      if (held instanceof HTMLElement && held.isConnected) held.focus({ preventScroll: true });
    } finally {
      this.#drawing = false;
    }
  }

  #drawPicture(): void {
    const { study, root } = this.#stage;
    this.values.draw();
    root.classList.toggle("lw-bare", !this.values.any);
    // Another row is already requested: the bars are those of the one before.
    root.classList.toggle("lw-former", study.get("frames") !== null && !isCurrent(study));
    const force = frameInForce(study, root);
    show(this.#picture, force !== null);
    show(this.#detail, force !== null);
    show(this.#empty, force === null || force.frame.bars.length === 0);
    this.#tools.draw(force);
    write(this.#empty, force === null ? emptySentence(study) : say("bars.none"));
    if (force === null) {
      this.#placeValues([]); // another value may be what mends a failure
      return;
    }
    const { shown, more } = barsToShow(force.frame.bars, this.#whole);
    if (more !== "") write(this.#more, more);
    show(this.#more, more !== "");
    this.#drawRows(force, shown);
    this.#placeValues(shown);
    this.drawDetail();
  }

  #drawRows({ sweep, frame }: Force, shown: readonly Bar[]): void {
    const { study } = this.#stage;
    const force = { sweep, frame };
    const { chart, fall } = chartOf(study, force, this.#former.of(force), this.#held);
    this.#picture.classList.toggle("lw-falling", fall !== null);
    this.#totals.draw(fall);
    this.#axis.draw(chart.span, sidesOf(study, sweep.output), chart.logistic ? "log-odds" : whatText(study));
    const { names, columns } = study.get("features");
    const cells = study.get("row");
    const drawn = shown.map((bar) => {
      const row = this.#rows.get(bar.feature) ?? makeRow(bar.feature);
      this.#rows.set(bar.feature, row);
      const of = cells[columns[bar.feature] ?? -1]?.column;
      row.draw(
        bar,
        names[bar.feature] ?? say("feature.unnamed", { feature: String(bar.feature) }),
        chart,
        of,
      );
      return row.node;
    });
    arrange(this.#list, drawn);
    drawRepeated(study, this.#rows, chart, sweep);
    // Only one row is a tab stop, and the arrow keys move on from there: thirty rows must not be thirty tab stops.
    const stop = drawn.find((node) => node.tabIndex === 0) ?? drawn[0];
    for (const node of drawn) if (node !== stop) node.tabIndex = -1;
    if (stop !== undefined) stop.tabIndex = 0;
  }

  #placeValues(shown: readonly Bar[]): void {
    const homes = firstBars(shown, this.#stage.study.get("features").columns);
    const slotOf = (column: number) => this.#rows.get(homes.get(column) ?? -1)?.slot;
    this.values.place(slotOf, shown.length);
  }

  /** Draw what depends on the highlighted feature. */
  drawDetail(): void {
    const { study } = this.#stage;
    const highlight = study.get("highlight");
    const row = this.#rows.get(highlight);
    const point = pointOf(study);
    const idle = this.values.any ? hint(study, point, say("bars.press")) : `${point}.`;
    writeWhole(this.#detail, row?.node.isConnected ? row.text : idle);
    this.#detail.classList.toggle("lw-idle", row === undefined);
    for (const [feature, { node }] of this.#rows)
      node.classList.toggle("lw-highlight", feature === highlight);
  }

  #next(row: HTMLElement, key: string): Element | null | undefined {
    switch (key) {
      case "ArrowDown":
        return row.nextElementSibling;
      case "ArrowUp":
        return row.previousElementSibling;
      case "Home":
        return this.#list.firstElementChild;
      case "End":
        return this.#list.lastElementChild;
      default:
        return undefined;
    }
  }
}
