// The text as written, with an element for each unit. Nothing of a long text is laid out before it is in sight.

import { decode } from "../../model/codec";
import type { Text } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, makeFocusable } from "../../ui/elements";
import { inShort } from "../../words/short";

/** Longer texts are cut into parts of so many units. */
const unitsInPart = 500;
/** A longer unit is shown without its middle. */
const longestUnit = 400;

/** Return the text with an element for each unit. */
export function laidOut(text: Text): { whole: HTMLDivElement; units: Map<number, HTMLElement[]> } {
  const [starts, stops] = [decode(text.starts, "i4"), decode(text.stops, "i4")];
  const whole = make("div", { class: "lw-whole-text" });
  const units = new Map<number, HTMLElement[]>();
  const attributes = { class: "lw-unit", role: "button", tabindex: "-1", "aria-pressed": "false" };
  const many = starts.length > 2 * unitsInPart;
  let [end, part] = [0, whole];
  for (const [k, feature] of decode(text.features, "i4").entries()) {
    const [start = 0, stop = 0] = [starts[k], stops[k]];
    if (start > end) part.append(text.text.slice(end, start));
    // The browser lays out only those parts of a long text that are in sight.
    if (many && k % unitsInPart === 0) {
      part = make("div", { class: "lw-part" });
      whole.append(part);
    }
    const unit = makeFocusable("span", attributes, cut(text.text.slice(start, stop)));
    unit.dataset["feature"] = String(feature);
    part.append(unit);
    end = stop;
    const equals = units.get(feature);
    if (equals === undefined) units.set(feature, [unit]);
    else equals.push(unit);
  }
  part.append(text.text.slice(end));
  return { whole, units };
}

/** Leave out the middle of a unit that no line can hold. */
function cut(unit: string): string {
  if (unit.length <= longestUnit) return unit;
  return say("text.cut", { short: inShort(unit, longestUnit), n: unit.length });
}
