// What the other of LIME and Shapley gives a feature, in words.
import type { Other } from "../model/methods";
import { say } from "../texts/catalogue";
import { magnitude, weight } from "./format";

/** Add to a sentence about a feature what the other method gives it, with the 95 % interval where that is known. */
export function withOther(sentence: string, feature: number, other: Other, largest: number): string {
  const value = other.weights.get(feature);
  if (value === undefined) return sentence;
  const size = Math.max(largest, Math.abs(value));
  const half = other.halves.get(feature) ?? 0;
  const given = weight(value, size);
  const text = half > 0 ? say("method.other_unsure", { weight: given, half: magnitude(half, size) }) : given;
  return say(other.method === "lime" ? "method.other_lime" : "method.other_shapley", {
    sentence,
    weight: text,
  });
}
