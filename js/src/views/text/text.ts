// The explained text, with its units colored by their weights. A click removes a unit, and another text is typed
// below. lime_widgets/widgets/views/text.py declares it.

import { isCurrent, type StudyModel, toggleRemoved } from "../../model/study_model";
import type { Text } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, makeButton, mark, show, write } from "../../ui/elements";
import { forceOf, frameInForce } from "../../ui/force";
import { makeKey } from "../../ui/key";
import { type Stage, view } from "../../ui/view";
import {
  emptySentence,
  hint,
  measureOf,
  sidesOf,
  unitsOf,
  weightSentence,
  whatText,
} from "../../words/wording";
import { removedWords } from "../removed/removed_words";
import { makeVariantLine } from "../removed/variant";
import { makeTyped } from "./typed";
import { makeWords } from "./words";

export default view("text", (stage: Stage) => {
  const { study, watch } = stage;
  const text = new TextUnderHand(stage);
  watch([...traits, "current", "changed", "unit", "status", "palette"], () => text.draw());
  watch(["highlight"], () => text.drawDetail());
  watch(["notice"], () => text.typed.refused(study.get("notice")));
});

const traits = ["frames", "kernel_width", "features", "outputs", "prediction", "text", "removed", "variant"];

class TextUnderHand {
  readonly #stage: Stage;

  readonly typed;
  readonly #detail = make("span", { class: "lw-detail" });
  readonly #key = makeKey();
  readonly #words;
  readonly #variant;
  readonly #edit: HTMLButtonElement;
  #laid: Text | undefined;
  #editing = false;

  constructor(stage: Stage) {
    this.#stage = stage;

    const { study, root, signal } = stage;
    this.#words = makeWords(study, signal, (feature) => toggleRemoved(study, feature));
    this.#variant = makeVariantLine(study, signal, removedWords);
    this.typed = makeTyped(study, signal, () => this.#leave());
    this.#edit = makeButton("edit_text", "", say("text.edit_help"), signal, () => this.#toggle());
    const top = make("div", { class: "lw-top" }, this.#detail, this.#key.node, this.#edit);
    root.append(this.#words.node, this.typed.node, top, this.#variant.node);
    this.#show(false);
  }

  /** Edit the text where it stands, or go back to its colors. */
  #toggle(): void {
    const editing = this.typed.node.hidden;
    this.#show(editing);
    if (editing) this.typed.focus();
  }

  #leave(): void {
    this.#show(false);
    this.#edit.focus();
  }

  #show(editing: boolean): void {
    this.#editing = editing;
    show(this.typed.node, editing);
    show(this.#words.node, !editing);
    write(this.#edit, editing ? say("text.done") : `✎ ${say("text.edit")}`);
    mark(this.#edit, "aria-expanded", String(editing));
    if (this.#laid !== undefined) this.draw();
  }

  draw(): void {
    const { study, root } = this.#stage;
    const force = frameInForce(study, root);
    this.#edit.disabled = !study.live;
    if (!study.live && this.#editing) this.#show(false);
    const text = study.get("text") ?? null;
    if (text === null) throw new Error(say("fault.no_text"));
    if (text !== this.#laid) this.#words.lay(text);
    this.#laid = text;
    // Another text is already requested: the displayed one stays readable, but its words cannot be removed.
    root.classList.toggle("lw-former", study.get("frames") !== null && !isCurrent(study));
    this.typed.follow(text);
    const removed = study.get("removed") ?? [];
    this.#words.strike(new Set(removed));
    this.#variant.draw(force, removed);
    mark(this.#words.node, "aria-label", say("text.label", { many: unitsOf(study)[1] }));
    this.#key.node.classList.toggle("lw-away", force === null || this.#editing);
    if (force !== null) {
      const { sweep, frame } = force;
      this.#words.color(frame.bars, study.get("features").names, measureOf(study, sweep, frame));
      this.#key.draw(sidesOf(study, sweep.output), sweep.exact || sweep.folds > 0);
    }
    this.drawDetail();
  }

  /** Draw what depends on the highlighted unit. */
  drawDetail(): void {
    const { study } = this.#stage;
    const feature = study.get("highlight");
    this.#words.highlight(feature);
    const description = this.#describe(feature);
    const text = description ?? (this.#editing ? say("text.editing") : idleSentence(study));
    this.#detail.classList.toggle("lw-idle", description === undefined);
    write(this.#detail, text);
    mark(this.#detail, "title", text);
  }

  #describe(feature: number): string | undefined {
    const { study } = this.#stage;
    const name = study.get("features").names[feature];
    const force = forceOf(study, study.get("frames"));
    if (force === null || name === undefined) return undefined;
    const { sweep, frame } = force;
    const bar = frame.bars.find((each) => each.feature === feature);
    const sentence =
      bar === undefined
        ? say("part.unlisted", { name, n: frame.bars.length })
        : weightSentence(bar, name, measureOf(study, sweep, frame));
    return (study.get("removed") ?? []).includes(feature) ? say("part.removed", { sentence }) : sentence;
  }
}

function idleSentence(study: StudyModel): string {
  if (study.get("frames") === null) return emptySentence(study);
  if (!isCurrent(study)) return say("text.former");
  return hint(study, say("text.point", { one: unitsOf(study)[0], what: whatText(study) }), say("text.press"));
}
