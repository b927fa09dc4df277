import { describe, expect, test } from "vitest";
import { decode, encode } from "../../src/model/codec";
import { frameAt, sweepOf } from "../../src/model/frames";
import { extentOf, niceCeiling, place, spanOf } from "../../src/model/scale";
import { evenSteps, positionOf, powersOfTwo, withStep } from "../../src/model/steps";
import { beside, chance, count, magnitude, number, pair, probability, weight } from "../../src/words/format";
import { framesOf } from "../doubles";

const slider = (more: object) => ({
  name: "n",
  label: "",
  help: "",
  group: "",
  kind: "log" as const,
  default: 1,
  ...more,
});

describe("arrays", () => {
  test("survive encoding and decoding", () => {
    expect([...decode(encode("f8", [2, 2], [1, -0.1, 1e300, 0]), "f8")]).toEqual([1, -0.1, 1e300, 0]);
  });
  test("are read at an unaligned offset", () => {
    const bytes = new Uint8Array(20);
    bytes.set(new Uint8Array(Float64Array.of(1.5, 2.5).buffer), 3);
    const wire = { dtype: "f8" as const, shape: [2], data: new DataView(bytes.buffer, 3, 16) };
    expect([...decode(wire, "f8")]).toEqual([1.5, 2.5]);
  });
  test("with missing bytes are rejected with a message", () => {
    const wire = { dtype: "f4" as const, shape: [3], data: new DataView(new ArrayBuffer(8)) };
    expect(() => decode(wire, "f4")).toThrow("An array of shape (3) and type f4 arrived with 8 bytes.");
  });
});

describe("numbers", () => {
  test.each([
    [0, "0"],
    [1e-5, "1×10⁻⁵"],
    [0.00012, "0.00012"],
    [0.5, "0.5"],
    [0.7512, "0.751"],
    [20.4, "20.4"],
    [4096, "4,096"],
    [1234567.8, "1,234,568"],
    [-0.25, "−0.25"],
    [3.2e12, "3.2×10¹²"],
    [Number.NaN, "–"],
  ])("%d reads %s", (value, text) => expect(number(value)).toBe(text));
  test("only a weight of zero reads as zero", () => {
    for (let k = -12; k < 12; k += 1)
      for (const largest of [1e-6, 0.4, 2500]) {
        expect(weight(3 * 10 ** k, largest)).toMatch(/[1-9]/);
      }
  });
  test("weights of one column share their decimals", () => {
    expect([0.00998, 0.01, 0.0098].map((w) => magnitude(w, 0.119))).toEqual(["0.010", "0.010", "0.0098"]);
    expect([0.412, -0.06, 0.005].map((w) => weight(w, 0.412))).toEqual(["+0.412", "−0.060", "+0.0050"]);
  });
  test("model and surrogate have enough digits to differ", () => {
    expect(pair(20.4, 19.7)).toEqual(["20.4", "19.7"]);
    expect(pair(0.88, 0.8)).toEqual(["0.88", "0.80"]);
    expect(pair(0, 0.064)).toEqual(["0", "0.064"]);
  });
  test("a probability is only 1 when it is 1", () => {
    expect([0.88, 0.999, 0.9996, 1, 0.004, 0].map(probability)).toEqual([
      "0.88",
      "0.999",
      "0.9996",
      "1",
      "0.004",
      "0",
    ]);
  });
  test("counts are grouped", () => expect(count(1853.4)).toBe("1,853"));
  test("are zero beside a larger one only where rounding made them", () => {
    expect(beside(3034, 3.2e6)).toBe(3034);
    expect(beside(1e-12, 1)).toBe(0);
  });
});

describe("the sweep", () => {
  const frames = framesOf([
    { width: 4, features: [2, 0], coef: [1, -0.5], doubts: ["gap", "sign"] },
    { width: 1, features: [0, -1], coef: [2, 0] },
  ]);
  const at = (width: number) => {
    const sweep = sweepOf(frames);
    return sweep === null ? null : frameAt(sweep, width);
  };
  test("is decoded once per publication", () => expect(sweepOf(frames)).toBe(sweepOf(frames)));
  test("finds the frame of a width in any order", () =>
    expect(at(1)).toMatchObject({ width: 1, stale: false }));
  test("finds the nearest frame by ratio and marks it stale", () => {
    expect(at(1.9)).toMatchObject({ width: 1, stale: true });
    expect(at(2.1)).toMatchObject({ width: 4, stale: true });
  });
  test("treats widths that differ by rounding as equal", () => expect(at(1 + 1e-12)?.stale).toBe(false));
  test("leaves out the padding of a frame with fewer features", () => expect(at(1)?.bars).toHaveLength(1));
  test.each([
    [0, "0 %"],
    [1, "100 %"],
    [0.5, "50 %"],
    [0.004, "0.4 %"],
    [0.995, "99.5 %"],
    [0.9996, "99.96 %"],
    [1 - 1e-7, "> 99.99 %"],
    [1e-7, "< 0.01 %"],
    [1.12, "1.12"],
  ])("writes the probability %d in percent as %s", (p, text) => expect(chance(p)).toBe(text));
  test("names the doubts that arise in a frame", () =>
    expect([at(1), at(4)].map((each) => each?.doubts)).toEqual([[], ["gap", "sign"]]));
});

describe("the scale", () => {
  const bar = (weight: number, interval: number) => ({ feature: 0, weight, interval, slope: undefined });
  test.each([
    [0.41, 0.5],
    [1.1, 1.5],
    [2.1, 2.5],
    [0.2, 0.2],
    [7, 8],
  ])("the nice ceiling of %d is %d", (v, n) => expect(niceCeiling(v)).toBeCloseTo(n, 12));
  test("contains every bar with its interval", () => expect(extentOf([bar(0.4, 0.02)])).toBe(0.5));
  test("stays narrow enough to show the bars beside a huge error", () => {
    for (let w = 1; w < 10; w += 0.07) {
      const extent = extentOf([bar(w, 1e6)]);
      expect(extent / w).toBeGreaterThanOrEqual(1);
      expect(extent / w).toBeLessThanOrEqual(2.5);
    }
  });
  test("handles weights of zero", () => expect(extentOf([bar(0, Number.NaN)])).toBe(1));
  test("puts zero in the middle and clips at the edges", () => {
    const span = { low: -2, high: 2 };
    expect([place(0, span), place(1, span), place(-9, span)]).toEqual([50, 75, 0]);
  });
  test("holds all values of a waterfall between edges of few digits", () => {
    const { low, high } = spanOf([0.26, 1.12, 0.99]);
    expect([low, high].map((each) => Number(each.toPrecision(9)))).toEqual([0.15, 1.2]);
    expect(spanOf([3, 3])).toEqual({ low: 2, high: 4 });
  });
  test("makes no axis for rounding errors", () => {
    expect(extentOf([bar(2.5e-20, 1e-21)], 1e-9)).toBeCloseTo(1e-3, 9);
  });
});

describe("slider steps", () => {
  test("of a log slider are powers of two and its ends", () => {
    expect(powersOfTwo(slider({ min: 50, max: 300 }))).toEqual([50, 64, 128, 256, 300]);
  });
  test("of a range include its maximum", () =>
    expect(evenSteps(slider({ min: 1, max: 3, step: 1 }))).toEqual([1, 2, 3]));
  test("include a value set from code", () => expect(withStep([1, 2], 1.5)).toEqual([1, 1.5, 2]));
  test("are found by ratio", () => expect(positionOf([1, 2, 4], 2.9)).toBe(2));
});
