// The predictions without the removed features: the model's answer, from the kernel, and the surrogate's, which
// follows the kernel width.

import type { Frame } from "../../model/frames";
import type { StudyModel } from "../../model/study_model";
import { make, makeButton, show } from "../../ui/elements";
import type { Force } from "../../ui/force";
import { makeReserved } from "../../ui/reserved";
import { number, probability } from "../../words/format";

type Content = (Node | string)[];

/** How the removed features are named. */
export interface Removal {
  /** "removed" or "hidden" */
  done: string;
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
    "Restore all",
    `Restore everything that was ${removal.done}`,
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
    const rest = ` ${removal.done}: asking the model… (was 0.9999), surrogate 0.9999`;
    line.reserve(["With ", ...removal.longest(names), rest]);
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
  const was = before === undefined ? "" : ` (was ${text(before)})`;
  const surrogate = `, surrogate ${text(surrogateWithout(frame, removed))}`;
  const variant = study.get("variant");
  const start = ["With ", ...removal.namesOf(study.get("features").names, removed), ` ${removal.done}: `];
  // The kernel's answer may be about an earlier set of removed features.
  const answer =
    variant !== null && variant !== undefined && sameSet(variant.removed, removed) ? variant : null;
  if (answer !== null && answer.error !== null)
    return [...start, make("span", { class: "lw-error" }, answer.error)];
  const value = answer?.values?.[sweep.output];
  const model =
    value === undefined
      ? [study.live ? "asking the model…" : "model not called"]
      : ["model ", make("strong", {}, text(value))];
  return [...start, ...model, was, surrogate];
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
