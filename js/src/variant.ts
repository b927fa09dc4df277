// What becomes of the prediction without what was taken out by hand: the model's answer, asked for in the
// kernel, and the surrogate's, which follows the kernel width.
import { make, makeButton, show } from "./elements";
import type { Force } from "./force";
import { number, probability } from "./format";
import type { Frame } from "./frames";
import type { Mirror } from "./mirror";
import { makeReserved } from "./reserved";

type Content = (Node | string)[];

/** How what was taken out is spoken of. */
export interface Removal {
  /** "taken out" */
  done: string;
  namesOf(names: readonly string[], removed: readonly number[]): Content;
  /** As long as it becomes. */
  longest(names: readonly string[]): Content;
}

export interface VariantLine {
  node: HTMLElement;
  draw(force: Force | null, removed: readonly number[]): void;
}

export function makeVariantLine(mirror: Mirror, signal: AbortSignal, removal: Removal): VariantLine {
  const line = makeReserved("lw-variant-text", { role: "status", "aria-live": "polite" });
  const back = makeButton(
    "put_back",
    "Restore all",
    `Restore everything that was ${removal.done}`,
    signal,
    () => mirror.set("removed", []),
  );
  line.shown.classList.add("lw-variant");
  const node = make("div", { class: "lw-variant-row" }, line.node, back);
  let drawn: string | undefined;
  let reserved: readonly string[] | undefined;
  /** The space of the longest that it can become with these names, while the model is being asked. */
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
      reserve(mirror.get("features").names);
      back.classList.toggle("lw-away", !shown);
      back.disabled = !mirror.live;
      show(line.shown, shown);
      const content = shown ? sentence(mirror, force, removed, removal) : [];
      // Written only when it differs: screen readers announce it.
      const text = content.map((part) => (typeof part === "string" ? part : part.textContent)).join("");
      if (text === drawn) return;
      drawn = text;
      line.write(content);
    },
  };
}

function sentence(
  mirror: Mirror,
  { sweep, frame }: Force,
  removed: readonly number[],
  removal: Removal,
): Content {
  const { kind } = mirror.get("outputs");
  const text = kind === "probability" ? probability : (value: number) => number(value, 4);
  const before = mirror.get("prediction").values[sweep.output];
  const was = before === undefined ? "" : ` (was ${text(before)})`;
  const surrogate = `, surrogate ${text(surrogateWithout(frame, removed))}`;
  const variant = mirror.get("variant");
  const start = ["With ", ...removal.namesOf(mirror.get("features").names, removed), ` ${removal.done}: `];
  // The kernel speaks of what was taken out when it last looked.
  const answer =
    variant !== null && variant !== undefined && sameSet(variant.removed, removed) ? variant : null;
  if (answer !== null && answer.error !== null)
    return [...start, make("span", { class: "lw-error" }, answer.error)];
  const value = answer?.values?.[sweep.output];
  const model =
    value === undefined
      ? [mirror.live ? "asking the model…" : "model not called"]
      : ["model ", make("strong", {}, text(value))];
  return [...start, ...model, was, surrogate];
}

/** The surrogate is additive: without a feature it answers less by that feature's weight. */
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
