// The predictions without the removed features: the model's answer, from the kernel, and the surrogate's, which
// follows the kernel width.

import type { Frame } from "../../model/frames";
import { isShapley } from "../../model/methods";
import type { StudyModel } from "../../model/study_model";
import { around, say } from "../../texts/catalogue";
import { make, makeButton, show } from "../../ui/elements";
import type { Force } from "../../ui/force";
import { makeReserved } from "../../ui/reserved";
import { number, probability } from "../../words/format";

type Content = (Node | string)[];

/** How the removed features are named. */
export interface Removal {
  done: "removed" | "hidden";
  namesOf(names: readonly string[], removed: readonly number[]): Content;
  /** The longest possible list of names. */
  longest(names: readonly string[]): Content;
}

export interface VariantLine {
  node: HTMLElement;
  draw(force: Force | null, removed: readonly number[]): void;
}

export function makeVariantLine(study: StudyModel, signal: AbortSignal, removal: Removal): VariantLine {
  const line = makeReserved("lw-variant-text", { role: "status", "aria-live": "polite" });
  const back = makeButton(
    "put_back",
    say("removed.back"),
    say(removal.done === "hidden" ? "removed.back_hidden" : "removed.back_removed"),
    signal,
    () => study.set("removed", []),
  );
  line.shown.classList.add("lw-variant");
  const node = make("div", { class: "lw-variant-row" }, line.node, back);
  let drawn: string | undefined;
  let reserved: readonly string[] | undefined;
  /** Reserve the space of the longest sentence with these names. */
  const reserve = (names: readonly string[]) => {
    if (names === reserved) return;
    reserved = names;
    const value = "0.9999";
    const answer = [say("variant.asking"), say("variant.was", { value }), say("variant.shapley", { value })];
    line.reserve(withNames(removal, removal.longest(names), [answer.join(" ")]));
  };

  return {
    node,
    draw(force, removed) {
      const shown = force !== null && removed.length > 0;
      reserve(study.get("features").names);
      back.classList.toggle("lw-away", !shown);
      back.disabled = !study.live;
      show(line.shown, shown);
      const content = shown ? sentence(study, force, removed, removal) : [];
      // Write only changes, because screen readers announce each write.
      const text = content.map((part) => (typeof part === "string" ? part : part.textContent)).join("");
      if (text === drawn) return;
      drawn = text;
      line.write(content);
    },
  };
}

function sentence(
  study: StudyModel,
  { sweep, frame }: Force,
  removed: readonly number[],
  removal: Removal,
): Content {
  const { kind } = study.get("outputs");
  const text = kind === "probability" ? probability : (value: number) => number(value, 4);
  const before = study.get("prediction").values[sweep.output];
  const was = before === undefined ? "" : ` ${say("variant.was", { value: text(before) })}`;
  // What a tree says without a feature is not the sum of the others.
  const additive = study.get("frames")?.additive !== false;
  const id = isShapley(study) ? "variant.shapley" : "variant.surrogate";
  const without = text(surrogateWithout(frame, removed));
  const surrogate = additive ? `, ${say(id, { value: without })}` : "";
  const variant = study.get("variant");
  const names = removal.namesOf(study.get("features").names, removed);
  // The kernel's answer may be about an earlier set of removed features.
  const answer =
    variant !== null && variant !== undefined && sameSet(variant.removed, removed) ? variant : null;
  if (answer !== null && answer.error !== null)
    return withNames(removal, names, [make("span", { class: "lw-error" }, answer.error)]);
  const value = answer?.values?.[sweep.output];
  const model =
    value === undefined
      ? [say(study.live ? "variant.asking" : "variant.not_called")]
      : inserted(around("variant.model", "value"), [make("strong", {}, text(value))]);
  return withNames(removal, names, [...model, was, surrogate]);
}

/** Fill the names and the answer, which hold elements, into the sentence. */
function withNames({ done }: Removal, names: Content, answer: Content): Content {
  const id = done === "hidden" ? "variant.hidden" : "variant.removed";
  const [start, rest] = around(id, "names");
  const [middle = "", end = ""] = rest.split("{answer}");
  return [start, ...names, middle, ...answer, end].filter((part) => part !== "");
}

function inserted([before, after]: readonly [string, string], content: Content): Content {
  return [before, ...content, after].filter((part) => part !== "");
}

/**
 * Return the surrogate's prediction without the removed features. The surrogate is additive, so each weight is
 * subtracted.
 */
export function surrogateWithout(frame: Frame, removed: readonly number[]): number {
  const out = new Set(removed);
  return frame.bars.reduce(
    (rest, { feature, weight }) => (out.has(feature) ? rest - weight : rest),
    frame.localPrediction,
  );
}

function sameSet(a: readonly number[], b: readonly number[]): boolean {
  const set = new Set(a);
  return a.length === b.length && b.every((feature) => set.has(feature));
}
