// The samples of a text as a table: kept words, the model's answers, and the weights at the current kernel width. It
// sorts and scrolls. lime_widgets/widgets/views/table.py declares it.

import { missingOf } from "../../model/samples";
import { isCurrent } from "../../model/study_model";
import { say } from "../../texts/catalogue";
import { freshId, make, makeFocusable, mark, show, write } from "../../ui/elements";
import { markStanding } from "../../ui/force";
import { type Stage, view } from "../../ui/view";
import { emptySentence, nameOf, unitsOf } from "../../words/wording";
import {
  type Contents,
  contentsOf,
  isOutdated,
  lacksExactly,
  removalText,
  sortedBy,
  titleOf,
} from "./contents";
import { type Furniture, furnish } from "./furniture";
import type { Sorting } from "./order";
import { followHand } from "./reading";
import { makeSample, type Sample } from "./sample";

export default view("table", (stage: Stage) => {
  const table = new SampleTable(stage);
  const traits = ["samples", "text", "frames", "features", "outputs", "kernel", "kernel_width", "removed"];
  stage.watch([...traits, "unit", "status", "palette"], () => table.draw());
  stage.watch(["highlight"], () => table.drawDetail());
});

export class SampleTable {
  readonly #stage: Stage;

  readonly grid = makeFocusable("div", { class: "lw-samples", role: "grid", tabindex: "0" });
  contents: Contents | undefined;
  /** The position of the row that the keys act on. */
  current = 0;
  readonly #title = make("h4", { class: "lw-table-title" });
  readonly #detail = make("span", { class: "lw-detail" });
  readonly #empty = make("p", { class: "lw-empty" });
  readonly #id = freshId();
  #furniture: Furniture | undefined;
  #sorting: Sorting = { key: "weight", descending: true };

  constructor(stage: Stage) {
    this.#stage = stage;

    stage.root.append(make("div", { class: "lw-top" }, this.#title, this.#detail), this.#empty, this.grid);
    stage.signal.addEventListener("abort", () => this.#furniture?.closing.abort());
    followHand(this, stage);
  }

  get shown(): readonly Sample[] {
    return this.#furniture?.scroller.shown ?? [];
  }

  draw(): void {
    const { study, root } = this.#stage;
    markStanding(study, root);
    const samples = study.get("samples") ?? null;
    const text = study.get("text") ?? null;
    for (const node of [this.grid, this.#detail, this.#title]) show(node, samples !== null);
    show(this.#empty, samples === null);
    write(this.#empty, emptySentence(study));
    if (samples === null || text === null) return;
    // Samples arrive slightly later than their text. Until then the table keeps the previous samples and words.
    const known = this.contents?.seen;
    const seen = known?.samples === samples ? known : { samples, text, names: study.get("features").names };
    const wanted = {
      kernel: String(study.parameter("kernel")),
      width: study.get("kernel_width"),
      kind: study.get("outputs").kind,
      sorting: this.#sorting,
    };
    this.contents = contentsOf(seen, wanted, this.contents);
    this.#furniture = furnish(this.#furniture, this.contents, this.grid, this.#stage, {
      sortBy: (key) => this.#sortBy(key),
      makeRow: () => this.#makeRow(),
    });
    this.#drawRows(this.contents, this.#furniture);
  }

  #drawRows({ table, seen }: Contents, { columns, scroller }: Furniture): void {
    const { study, root } = this.#stage;
    mark(root, "data-stale", String(this.#isStale()));
    mark(root, "data-generation", String(table.generation));
    mark(root, "data-kernel-width", String(study.get("kernel_width")));
    mark(root, "data-output", String(table.output));
    mark(root, "data-rows", String(table.n));
    mark(this.grid, "aria-rowcount", String(table.n + 1));
    mark(this.grid, "aria-label", titleOf(table));
    write(this.#title, titleOf(table));
    const [, many] = unitsOf(study);
    columns.draw(nameOf(study, table.output), seen.names, this.#sorting, many);
    this.current = Math.min(this.current, table.n - 1);
    scroller.draw(table.n);
    this.drawCurrent();
    this.drawDetail();
  }

  /** Draw what depends on the highlighted feature. */
  drawDetail(): void {
    if (this.contents === undefined) return;
    const { study } = this.#stage;
    const { table, seen } = this.contents;
    const feature = this.#highlighted();
    const name = feature < table.p ? seen.names[feature] : undefined;
    this.#furniture?.columns.highlight(feature);
    for (const sample of this.shown) sample.highlight(feature);
    const [, many] = unitsOf(study);
    const help = study.live ? say("samples.click", { many }) : say("unconnected");
    const text = name === undefined ? help : removalText(table, feature, name);
    write(this.#detail, text);
    mark(this.#detail, "title", text);
    this.#detail.classList.toggle("lw-idle", name === undefined);
  }

  /** Mark the row that the keys act on. */
  drawCurrent(): void {
    for (const { node } of this.shown) {
      node.classList.toggle("lw-current", node.id === this.#idOf(this.current));
    }
    mark(this.grid, "aria-activedescendant", this.contents === undefined ? null : this.#idOf(this.current));
  }

  moveTo(position: number): void {
    this.current = position;
    this.#furniture?.scroller.reveal(position);
    this.drawCurrent();
  }

  /** Remove from the text what a row leaves out. */
  choose(row: number): void {
    const { study } = this.#stage;
    if (this.contents !== undefined && !this.#isStale() && isCurrent(study))
      study.set("removed", missingOf(this.contents.table, row));
  }

  #sortBy(key: Sorting["key"]): void {
    this.#sorting = sortedBy(this.#sorting, key);
    this.current = 0;
    this.#furniture?.scroller.reveal(0);
    this.draw();
  }

  #makeRow(): Sample {
    return makeSample(() => ({
      ...(this.contents as Contents),
      highlight: this.#highlighted(),
      idOf: (position) => this.#idOf(position),
      isCurrent: (position) => position === this.current,
      isChosen: (row) => this.#isChosen(row),
    }));
  }

  #idOf(position: number): string {
    return `${this.#id}-${position}`;
  }

  #isStale(): boolean {
    return (
      this.contents !== undefined && isOutdated(this.contents.seen, this.#stage.study.get("text") ?? null)
    );
  }

  #highlighted(): number {
    return this.#isStale() ? -1 : this.#stage.study.get("highlight");
  }

  #isChosen(row: number): boolean {
    if (this.contents === undefined || this.#isStale()) return false;
    return lacksExactly(this.contents.table, row, this.#stage.study.get("removed") ?? []);
  }
}
