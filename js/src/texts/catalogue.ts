// The texts of the front end, by id: the one place to change or to translate them. A value in braces is filled in; a
// text with several forms is chosen by the number `n`. Each file here holds the texts of one part of the screen.
import { answers } from "./answers";
import { controls } from "./controls";
import { faults } from "./faults";
import { fidelity } from "./fidelity";
import { methods } from "./methods";
import { pictures } from "./pictures";
import { plots } from "./plots";
import { stability } from "./stability";
import { surrogates } from "./surrogates";
import { tables } from "./tables";

export interface Forms {
  one: string;
  other: string;
}

const english = {
  ...answers,
  ...controls,
  ...faults,
  ...fidelity,
  ...methods,
  ...pictures,
  ...plots,
  ...stability,
  ...surrogates,
  ...tables,
};

export type TextId = keyof typeof english;

const plurals = new Intl.PluralRules("en");
const numbers = new Intl.NumberFormat("en-US");

/** Return a text with its values filled in. */
export function say(id: TextId, values: Readonly<Record<string, string | number>> = {}): string {
  const found: string | Forms = english[id];
  const n = Number(values["n"] ?? 1);
  const form = typeof found === "string" ? found : found[plurals.select(n) === "one" ? "one" : "other"];
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numbers.format(value) : value;
  });
}

/** Return the parts of a text around one of its values, which is drawn as an element of its own. */
export function around(
  id: TextId,
  name: string,
  values: Readonly<Record<string, string | number>> = {},
): [string, string] {
  const [before = "", after = ""] = say(id, values).split(`{${name}}`);
  return [before, after];
}
