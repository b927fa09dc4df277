// What becomes of the prediction without the units that were taken out by hand: the model's answer, asked for in the
// kernel, and the surrogate's, which follows the kernel width.
import { make, makeButton, show } from "./elements";
import type { Force } from "./force";
import { number, probability } from "./format";
import type { Frame } from "./frames";
import type { Mirror } from "./mirror";
import { makeReserved } from "./reserved";

/** So many of the words that are taken out are named, so that the line stays one. */
const named = 3;
const longestName = 18;

export interface VariantLine {
  node: HTMLElement;
  draw(force: Force | null, removed: readonly number[]): void;
}

export function makeVariantLine(mirror: Mirror, signal: AbortSignal): VariantLine {
  const line = makeReserved("lw-variant-text", { role: "status", "aria-live": "polite" });
  const back = makeButton("put_back", "Put back", "Put everything back that was taken out", signal, () =>
    mirror.set("removed", []),
  );
  line.shown.classList.add("lw-variant");
  const node = make("div", { class: "lw-variant-row" }, line.node, back);
  let drawn: string | undefined;
  let reserved: readonly string[] | undefined;
  /** The space of the longest that it can become with these names, while the model is being asked. */
  const reserve = (names: readonly string[]) => {
    if (names === reserved) return;
    reserved = names;
    const order = names.map((_, feature) => feature);
    order.sort((a, b) => (names[b] ?? "").length - (names[a] ?? "").length);
    const longest = namesOf(names, order.slice(0, Math.min(named, names.length)));
    line.reserve(["With ", ...longest, " taken out: asking the model… (was 0.9999), surrogate 0.9999"]);
  };

  return {
    node,
    draw(force, removed) {
      const shown = force !== null && removed.length > 0;
      reserve(mirror.get("features").names);
      back.classList.toggle("lw-away", !shown);
      show(line.shown, shown);
      const content = shown ? sentence(mirror, force, removed) : [];
      // Written only when it differs: screen readers announce it.
      const text = content.map((part) => (typeof part === "string" ? part : part.textContent)).join("");
      if (text === drawn) return;
      drawn = text;
      line.write(content);
    },
  };
}

function sentence(mirror: Mirror, { sweep, frame }: Force, removed: readonly number[]): (Node | string)[] {
  const { kind } = mirror.get("outputs");
  const text = kind === "probability" ? probability : (value: number) => number(value, 4);
  const before = mirror.get("prediction").values[sweep.output];
  const was = before === undefined ? "" : ` (was ${text(before)})`;
  const surrogate = `, surrogate ${text(surrogateWithout(frame, removed))}`;
  const variant = mirror.get("variant");
  const start = ["With ", ...namesOf(mirror.get("features").names, removed), " taken out: "];
  // The kernel speaks of what was taken out when it last looked.
  const answer =
    variant !== null && variant !== undefined && sameSet(variant.removed, removed) ? variant : null;
  if (answer !== null && answer.error !== null)
    return [...start, make("span", { class: "lw-error" }, answer.error)];
  const value = answer?.values?.[sweep.output];
  const model = value === undefined ? ["asking the model…"] : ["model ", make("strong", {}, text(value))];
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

function namesOf(names: readonly string[], removed: readonly number[]): (Node | string)[] {
  if (removed.length === names.length && removed.length > named) return ["everything"];
  const first = removed.length > named ? removed.slice(0, named - 1) : removed;
  const parts = first.flatMap((feature, i) => {
    const name = names[feature] ?? `feature ${feature}`;
    const short = [...name].length > longestName ? `${[...name].slice(0, longestName - 1).join("")}…` : name;
    // A word that runs from right to left must not turn the sentence around it.
    return [i > 0 ? ", “" : "“", make("bdi", {}, short), "”"];
  });
  return first.length < removed.length ? [...parts, ` and ${removed.length - first.length} more`] : parts;
}

function sameSet(a: readonly number[], b: readonly number[]): boolean {
  const set = new Set(a);
  return a.length === b.length && b.every((feature) => set.has(feature));
}
