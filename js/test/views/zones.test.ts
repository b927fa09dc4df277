import { describe, expect, test } from "vitest";
import { sweepOf } from "../../src/model/frames";
import { apart } from "../../src/plot/labels";
import { widthsOf } from "../../src/views/kernel_width/widths";
import { zoneSentence, zonesOf } from "../../src/views/kernel_width/zones";
import { differingFirst } from "../../src/views/neighborhood/selected";
import { framesOf } from "../doubles";

const zones = (frames: { coef: number[]; few?: boolean }[]) => {
  const sweep = sweepOf(
    framesOf(
      frames.map(({ coef, few = false }, k) => ({
        width: 2 ** k / 4,
        features: [0, 1],
        coef,
        doubts: few ? (["few_samples"] as const).slice() : [],
      })),
    ),
  );
  if (sweep === null) throw new Error("There is no sweep.");
  return zonesOf(widthsOf(sweep));
};

describe("the zones of the kernel width", () => {
  test("are too few samples, local, and the whole model", () => {
    const found = zones([
      { coef: [9, 1], few: true },
      { coef: [-5, 2], few: true },
      { coef: [0.2, 0.5] },
      { coef: [0.6, 0.3] },
      { coef: [1, 0.2] },
      { coef: [1.02, 0.21] },
      { coef: [1, 0.2] },
    ]);
    expect(found).toEqual({ fewUntil: 1, wholeFrom: 4, changes: [2, 2] });
    expect(zoneSentence(found)).toBe(
      "Below 1 there are too few samples. At 2 the strongest feature, or its side, changes. Beyond 4 it is the whole model.",
    );
  });
  test("name where the strongest feature or its side changes", () => {
    const found = zones([{ coef: [1, 0.2] }, { coef: [-1, 0.2] }, { coef: [0.1, 0.6] }, { coef: [0.1, 2] }]);
    expect(found.changes).toEqual([0.5, 1]);
    expect(zoneSentence(found)).toBe("Between 0.5 and 1 the strongest feature, or its side, changes.");
  });
  test("are silent about changes where there are none", () => {
    const found = zones([{ coef: [1, 0.2] }, { coef: [1, 0.2] }, { coef: [1, 0.2] }]);
    expect(found).toEqual({ fewUntil: undefined, wholeFrom: 0.25, changes: undefined });
    expect(zoneSentence(found)).toBe(
      "The strongest feature and its side are the same at every width. Beyond 0.25 it is the whole model.",
    );
  });
});

describe("the names at the ends of curves", () => {
  test("do not overlap, and stay in the figure", () => {
    const placed = apart([100, 101, 102, 259], 260);
    const sorted = [...placed].sort((a, b) => a - b);
    for (let i = 1; i < sorted.length; i += 1)
      expect((sorted[i] ?? 0) - (sorted[i - 1] ?? 0)).toBeGreaterThanOrEqual(13);
    expect(Math.min(...placed)).toBeGreaterThanOrEqual(13);
    expect(Math.max(...placed)).toBeLessThanOrEqual(260);
    expect(apart([258, 259], 260)).toEqual([247, 260]);
  });
});

describe("the columns of listed samples", () => {
  test("begin with those that differ from the instance in most rows", () => {
    const cell = (text: string) => ({
      column: "",
      kind: "number" as const,
      text,
      value: null,
      changed: false,
      missing_allowed: false,
    });
    const cells = [
      ["1", "b", "3"],
      ["1", "c", "4"],
    ];
    expect(differingFirst({ columns: ["x", "y", "z"], cells }, [cell("1"), cell("a"), cell("3")])).toEqual([
      1, 2, 0,
    ]);
    expect(differingFirst({ columns: ["x", "y", "z"], cells }, [])).toEqual([0, 1, 2]);
  });
});
