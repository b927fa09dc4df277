// The black box along one column in a sentence: where its answer changes.
import type { Outputs } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { listed, number, pair } from "../../words/format";
import type { Slice } from "../slices/slice";

/** From this number of changes on, only the first is named. */
const many = 4;

export function headlineOf(slice: Slice | null, { kind, names }: Outputs, level: number): string {
  const [axis] = slice?.axes ?? [];
  const values = slice?.values ?? null;
  if (slice === null || axis === undefined || values === null || values.length === 0) return "";
  const along = axis.name;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [least, most] = pair(low, high);
  if (least === most) return say("slice.flat", { along, least });
  if (kind === "value") return valueSentence(values, axis.values, along, [least, most]);
  const name = names[slice.output] ?? "";
  const other = names.length === 2 ? names[1 - slice.output] : undefined;
  const changes = crossingsOf(values, axis.values, level).map((at) => number(at, 3));
  const [first = "", second = ""] = changes;
  const [before, after] = (values[0] ?? 0) >= level ? [name, other] : [other, name];
  if (changes.length === 0) {
    const always = low >= level ? name : other;
    if (always === undefined || kind !== "probability") return say("slice.range", { along, least, most });
    return say("slice.always", { along, answer: always, name, least, most });
  }
  if (before === undefined || after === undefined || kind !== "probability") {
    const crossed = {
      name: kind === "probability" ? say("slice.probability", { name }) : name,
      level: number(level),
    };
    return say("slice.crosses", { ...crossed, along, at: listed(changes.slice(0, many)) });
  }
  if (changes.length === 1) return say("slice.change", { along, at: first, before, after });
  if (changes.length === 2) return say("slice.between", { along, from: first, to: second, before, after });
  if (changes.length < many) return say("slice.changes", { along, at: listed(changes) });
  return say("slice.many", { along, times: changes.length, at: first });
}

function valueSentence(
  values: ArrayLike<number>,
  places: ArrayLike<number>,
  along: string,
  [least, most]: readonly [string, string],
): string {
  let [steepest, step] = [1, 0];
  for (let k = 1; k < values.length; k += 1) {
    const change = Math.abs((values[k] ?? 0) - (values[k - 1] ?? 0));
    if (change > step) [steepest, step] = [k, change];
  }
  return say("slice.steepest", { along, least, most, at: number(places[steepest] ?? Number.NaN, 3) });
}

/** Return where values cross a level, interpolated between two places. */
export function crossingsOf(values: ArrayLike<number>, places: ArrayLike<number>, level: number): number[] {
  const found: number[] = [];
  for (let k = 1; k < values.length; k += 1) {
    const [a = 0, b = 0] = [values[k - 1], values[k]];
    const [from = 0, to = 0] = [places[k - 1], places[k]];
    if (a >= level !== b >= level) found.push(from + ((level - a) / (b - a)) * (to - from));
  }
  return found;
}
