// The explained text, with its units colored by their weights. A click removes a unit, and another text is typed
// below. lime_widgets/widgets/views/text.py declares it.
import { make, mark, write } from "./elements";
import { frameInForce } from "./force";
import { makeKey } from "./key";
import { isCurrent, toggleRemoved } from "./mirror";
import { removedWords } from "./removed_words";
import { makeTyped } from "./typed";
import { makeVariantLine } from "./variant";
import { type Stage, view } from "./view";
import { emptySentence, hint, measureOf, sidesOf, unitsOf, weightSentence } from "./wording";
import { makeWords } from "./words";

export default view("text", ({ mirror, root, signal, watch }: Stage) => {
  const detail = make("span", { class: "lw-detail" });
  const key = makeKey();
  const toggle = (feature: number) => toggleRemoved(mirror, feature);
  const words = makeWords(mirror, signal, toggle);
  const variant = makeVariantLine(mirror, signal, removedWords);
  const typed = makeTyped(mirror, signal);
  root.append(make("div", { class: "lw-top" }, detail, key.node), words.node, variant.node, typed.node);

  let laid: unknown;

  const draw = () => {
    const force = frameInForce(mirror, root);
    const text = mirror.get("text") ?? null;
    if (text === null) throw new Error("It shows texts, and this study explains none.");
    if (text !== laid) words.lay(text);
    laid = text;
    // Another text is already requested: the displayed one stays readable, but its words cannot be removed.
    root.classList.toggle("lw-former", mirror.get("frames") !== null && !isCurrent(mirror));
    typed.follow(text);
    const removed = mirror.get("removed") ?? [];
    words.strike(new Set(removed));
    variant.draw(force, removed);
    mark(words.node, "aria-label", `Text whose ${unitsOf(mirror)[1]} can be removed`);
    key.node.classList.toggle("lw-away", force === null);
    if (force !== null) {
      const { sweep, frame } = force;
      const measure = measureOf(mirror, sweep, frame);
      words.color(frame.bars, mirror.get("features").names, measure);
      key.draw(sidesOf(mirror, sweep.output), sweep.exact);
    }
    updateDetail();
  };

  const updateDetail = () => {
    const feature = mirror.get("highlight");
    words.highlight(feature);
    const description = detailOf(feature);
    detail.classList.toggle("lw-idle", description === undefined);
    const [unit] = unitsOf(mirror);
    const idle = hint(mirror, `Point at a ${unit} for its weight`, ", click it to remove it.");
    const former = "This is the previous text. The model has not answered about the new one yet.";
    const waiting = mirror.get("frames") === null ? emptySentence(mirror) : former;
    const text = description ?? (mirror.get("frames") === null || !isCurrent(mirror) ? waiting : idle);
    write(detail, text);
    mark(detail, "title", text);
  };

  const detailOf = (feature: number) => {
    const name = mirror.get("features").names[feature];
    const force = frameInForce(mirror, root);
    if (force === null || name === undefined) return undefined;
    const bar = force.frame.bars.find((each) => each.feature === feature);
    const out = (mirror.get("removed") ?? []).includes(feature) ? " · removed" : "";
    if (bar === undefined)
      return `${name}: not among the ${force.frame.bars.length} in the explanation${out}`;
    return weightSentence(bar, name, measureOf(mirror, force.sweep, force.frame)) + out;
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
  watch(["notice"], () => typed.refused(mirror.get("notice")));
});
