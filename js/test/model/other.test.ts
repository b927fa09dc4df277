// What the other method gives a feature, in a sentence: with its interval, if that is known and not 0.
import { expect, test } from "vitest";
import type { Other } from "../../src/model/methods";
import { withOther } from "../../src/words/other";

const other: Other = {
  method: "shapley",
  weights: new Map([
    [0, 0.109],
    [1, -0.2],
    [2, 0.3],
  ]),
  halves: new Map([
    [0, 0.063],
    [1, 0],
  ]),
  marked: new Set(),
};

test("an interval follows the value", () => {
  expect(withOther("a", 0, other, 0.226)).toBe("a; its Shapley value is +0.109 ± 0.063");
});

test("an exact value, and one without an interval, stand alone", () => {
  expect(withOther("b", 1, other, 0.2)).toBe("b; its Shapley value is −0.200");
  expect(withOther("c", 2, { ...other, method: "lime" }, 0.3)).toBe("c; LIME gives +0.300");
});

test("a feature that the other method leaves out keeps its sentence", () => {
  expect(withOther("d", 3, other, 0.2)).toBe("d");
});
