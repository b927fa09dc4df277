// The explained text, with its units colored by their weights. A click removes a unit, and another text is typed
// below. lime_widgets/widgets/views/text.py declares it.

import { isCurrent, toggleRemoved } from "../../model/study_model";
import { make, mark, write } from "../../ui/elements";
import { frameInForce } from "../../ui/force";
import { makeKey } from "../../ui/key";
import { type Stage, view } from "../../ui/view";
import { emptySentence, hint, measureOf, sidesOf, unitsOf, weightSentence } from "../../ui/wording";
import { removedWords } from "../removed/removed_words";
import { makeVariantLine } from "../removed/variant";
import { makeTyped } from "./typed";
import { makeWords } from "./words";

export default view("text", ({ study, root, signal, watch }: Stage) => {
  const detail = make("span", { class: "lw-detail" });
  const key = makeKey();
  const toggle = (feature: number) => toggleRemoved(study, feature);
  const words = makeWords(study, signal, toggle);
  const variant = makeVariantLine(study, signal, removedWords);
  const typed = makeTyped(study, signal);
  root.append(make("div", { class: "lw-top" }, detail, key.node), words.node, variant.node, typed.node);

  let laid: unknown;

  const draw = () => {
    const force = frameInForce(study, root);
    const text = study.get("text") ?? null;
    if (text === null) throw new Error("It shows texts, and this study explains none.");
    if (text !== laid) words.lay(text);
    laid = text;
    // Another text is already requested: the displayed one stays readable, but its words cannot be removed.
    root.classList.toggle("lw-former", study.get("frames") !== null && !isCurrent(study));
    typed.follow(text);
    const removed = study.get("removed") ?? [];
    words.strike(new Set(removed));
    variant.draw(force, removed);
    mark(words.node, "aria-label", `Text whose ${unitsOf(study)[1]} can be removed`);
    key.node.classList.toggle("lw-away", force === null);
    if (force !== null) {
      const { sweep, frame } = force;
      const measure = measureOf(study, sweep, frame);
      words.color(frame.bars, study.get("features").names, measure);
      key.draw(sidesOf(study, sweep.output), sweep.exact);
    }
    updateDetail();
  };

  const updateDetail = () => {
    const feature = study.get("highlight");
    words.highlight(feature);
    const description = detailOf(feature);
    detail.classList.toggle("lw-idle", description === undefined);
    const [unit] = unitsOf(study);
    const idle = hint(study, `Point at a ${unit} for its weight`, ", click it to remove it.");
    const former = "This is the previous text. The model has not answered about the new one yet.";
    const waiting = study.get("frames") === null ? emptySentence(study) : former;
    const text = description ?? (study.get("frames") === null || !isCurrent(study) ? waiting : idle);
    write(detail, text);
    mark(detail, "title", text);
  };

  const detailOf = (feature: number) => {
    const name = study.get("features").names[feature];
    const force = frameInForce(study, root);
    if (force === null || name === undefined) return undefined;
    const bar = force.frame.bars.find((each) => each.feature === feature);
    const out = (study.get("removed") ?? []).includes(feature) ? " · removed" : "";
    if (bar === undefined)
      return `${name}: not among the ${force.frame.bars.length} in the explanation${out}`;
    return weightSentence(bar, name, measureOf(study, force.sweep, force.frame)) + out;
  };

  const traits = [
    "frames",
    "kernel_width",
    "features",
    "outputs",
    "prediction",
    "text",
    "removed",
    "variant",
  ];
  watch([...traits, "current", "changed", "unit", "status", "palette"], draw);
  watch(["highlight"], updateDetail);
  watch(["notice"], () => typed.refused(study.get("notice")));
});
