import { describe, expect, test } from "vitest";
import { writeName } from "../../src/ui/names/names";
import { inShort, split } from "../../src/words/short";

describe("a long name", () => {
  test("is split before its last 8 characters", () => {
    expect(split("worst concave points")).toEqual(["worst concav", "e points"]);
    expect(split("worst radius")).toEqual(["worst radius", ""]);
  });
  test("is never split within a character", () => {
    const name = `${"é".repeat(6)}👩‍👩‍👧${"é".repeat(7)}`;
    expect(split(name)).toEqual(["é".repeat(6), `👩‍👩‍👧${"é".repeat(7)}`]);
  });
  test("loses its middle where its length is limited", () => {
    expect(inShort("worst concave points", 12)).toBe("worst …oints");
    expect(inShort("worst radius", 12)).toBe("worst radius");
    expect(inShort(`${"a".repeat(40)}${"b".repeat(40)}`, 44)).toBe(`${"a".repeat(22)}…${"b".repeat(21)}`);
  });
  test("is one name for screen readers, a search and a copy, whatever is drawn", () => {
    const node = document.createElement("span");
    writeName(node, "worst concave points");
    expect(node.textContent).toBe("worst concave points");
    expect(node.querySelector("[aria-hidden]")?.textContent).toBe("");
    expect([...node.querySelectorAll("[data-part]")].map((part) => part.getAttribute("data-part"))).toEqual([
      "worst concav",
      "e points",
    ]);
    writeName(node, "worst radius");
    expect(node.innerHTML).toBe("worst radius");
  });
});
