import { describe, expect, test } from "vitest";
import { encode } from "../../src/model/codec";
import type { WireSlice } from "../../src/model/wire";
import { darkFrom, surfaceRamp, viridisOf } from "../../src/plot/ramp";
import { added, comparedWidths, dropped, typedWidth } from "../../src/views/curve/widths";
import { additiveOf, answerOf, curveOf, straightOf } from "../../src/views/slices/additive";
import { boundaryOf, contourOf, signsOf, subGrid } from "../../src/views/slices/boundary";
import { radiiOf } from "../../src/views/slices/marks";
import { type Axis, interpolate, settle, sliceOf, standsAt } from "../../src/views/slices/slice";
import { paintSurface, rangeOf, stepsOf } from "../../src/views/slices/surface";
import { FakeModel, framesOf } from "../doubles";

const evenly = (low: number, high: number, m: number) =>
  Float64Array.from({ length: m }, (_, i) => low + ((high - low) * i) / (m - 1));

function axis(
  features: readonly number[],
  values: Float64Array,
  z: number[][],
  more: Partial<Axis> = {},
): Axis {
  const [low = 0, high = 0] = [values[0], values.at(-1)];
  const flat = Float64Array.from(z.flat());
  return { name: "u", place: 0, low, high, values, features, z: flat, integer: false, step: 0.1, ...more };
}

/** A column that is represented by its own values, shifted and scaled. */
function standardized(feature: number, low: number, high: number, m: number, mean = 0, sd = 1): Axis {
  const values = evenly(low, high, m);
  return axis([feature], values, [[...values].map((value) => (value - mean) / sd)]);
}

const at = (values: number[]) => ({ at: encode("f8", [values.length], values) });

describe("the surrogate along a slice", () => {
  const frames = framesOf(
    [
      { width: 1, features: [0, 1, 2], coef: [0.5, -2, 3] },
      { width: 2, features: [1, -1, -1], coef: [4, 0, 0] },
    ],
    { ...at([7, 0.25, -1]), intercept: encode("f4", [2], [1, 0.5]) },
  );

  test("fixes all other features at the instance", () => {
    const along = standardized(1, -1, 1, 3, 0.5, 2);
    const found = additiveOf(frames, 0, [along]);
    // 1 + .5·7 + 3·(−1) = 1.5, and −2·(u − .5)/2.
    expect(found?.base).toBeCloseTo(1.5, 12);
    expect([...(found?.parts[0] ?? [])]).toEqual([1.5, 0.5, -0.5]);
    expect(found === null ? [] : [...curveOf(found)]).toEqual([3, 2, 1]);
  });
  test("is flat where the frame omits the column's features", () => {
    const found = additiveOf(frames, 1, [standardized(0, 0, 1, 3)]);
    expect(found === null ? [] : [...curveOf(found)]).toEqual([1.5, 1.5, 1.5]);
  });
  test("has a slope in the column's unit: for a standardized column, weight over deviation", () => {
    const along = standardized(1, 100, 110, 5, 104, 4);
    const found = additiveOf(frames, 0, [along]);
    expect(found && straightOf(along, found.parts[0] as Float64Array)).toEqual({
      slope: -0.5,
      intercept: expect.closeTo(52, 9),
    });
  });
  test("has steps and no slope where the features are bins", () => {
    const values = evenly(0, 3, 4);
    const bins = axis([1], values, [[1, 1, 0, 0]]);
    const found = additiveOf(frames, 0, [bins]);
    expect(found === null ? [] : [...curveOf(found)]).toEqual([-0.5, -0.5, 1.5, 1.5]);
    expect(found && straightOf(bins, found.parts[0] as Float64Array)).toBeNull();
  });
  test("sums the features of one column", () => {
    const two = axis([1, 2], evenly(0, 1, 2), [
      [0, 1],
      [1, 0],
    ]);
    const found = additiveOf(frames, 0, [two]);
    expect(found?.base).toBeCloseTo(4.5, 12);
    expect([...(found?.parts[0] ?? [])]).toEqual([3, -2]);
  });
  test("in log-odds is passed through the logistic function", () => {
    const found = additiveOf({ ...frames, surrogate: "logistic" }, 0, [standardized(1, -1, 1, 3)]);
    const expected = [3.5, 1.5, -0.5].map((eta) => 1 / (1 + Math.exp(-eta)));
    expect(found === null ? [] : [...curveOf(found)].map((each) => each.toFixed(12))).toEqual(
      expected.map((each) => each.toFixed(12)),
    );
    expect(answerOf({ logistic: true }, -800)).toBe(0);
  });
  test("is unknown when the frames lack the instance's position", () => {
    expect(additiveOf(framesOf([{ width: 1, features: [0], coef: [1] }]), 0, [])).toBeNull();
  });
});

describe("the boundary over two features", () => {
  /** The published fit of the two-dimensional figure: 4.0652 − 8.9438·x1 − 3.8156·x2 in log-odds. */
  const published = (axes: Axis[]) => {
    const frames = framesOf([{ width: 1, features: [0, 1], coef: [-8.9438, -3.8156] }], {
      ...at([1, -0.5]),
      intercept: encode("f4", [1], [4.0652]),
      surrogate: "logistic",
    });
    const found = additiveOf(frames, 0, axes);
    if (found === null) throw new Error("No surrogate.");
    return found;
  };
  const plane = () => [standardized(0, -2, 2, 101), standardized(1, -2, 1, 101)];

  test("is the published line, and ends where the plane does", () => {
    const found = boundaryOf(published(plane()), plane(), 0.5);
    expect(found.kind).toBe("line");
    expect(found.intercept.toFixed(3)).toBe("1.065");
    expect(found.slope.toFixed(3)).toBe("-2.344");
    const ends = found.x.map((x, k) => [x, found.y[k] ?? Number.NaN] as const).sort((a, b) => a[0] - b[0]);
    expect(ends).toHaveLength(2);
    expect(ends[0]?.map((each) => each.toFixed(3))).toEqual([(0.065 / 2.344).toFixed(3), "1.000"]);
    expect(ends[1]?.map((each) => each.toFixed(3))).toEqual([(3.065 / 2.344).toFixed(3), "-2.000"]);
  });
  test("may be a line outside the plane", () => {
    const far = [standardized(0, 5, 6, 3), standardized(1, 5, 6, 3)];
    const found = boundaryOf(published(far), far, 0.5);
    expect(found).toMatchObject({ kind: "line", x: [], y: [] });
  });
  const flat = (first: number[], second: number[], base: number) => ({
    base,
    logistic: false,
    parts: [Float64Array.from(first), Float64Array.from(second)],
  });
  const small = [standardized(0, 0, 2, 3), standardized(1, 0, 2, 3)];
  test("is vertical where the second feature has no effect", () => {
    const found = boundaryOf(flat([0, 1, 2], [0, 0, 0], 0), small, 0.5);
    expect(found).toMatchObject({ kind: "vertical", at: 0.5, x: [0.5, 0.5] });
    expect([...found.y].sort()).toEqual([0, 2]);
  });
  test("is horizontal where the first feature has no effect", () => {
    const found = boundaryOf(flat([0, 0, 0], [0, 1, 2], 0), small, 1.5);
    expect(found).toMatchObject({ kind: "line", intercept: 1.5, y: [1.5, 1.5] });
    expect(found.slope === 0).toBe(true);
  });
  test("is absent where the surrogate never crosses the level", () => {
    expect(boundaryOf(flat([0, 0, 0], [0, 0, 0], 0), small, 0.5).kind).toBe("none");
    expect(boundaryOf(flat([0, 0, 1], [0, 0, 1], 5), small, 0.5).kind).toBe("none");
  });
  test("through a corner of the plane has two ends, not three", () => {
    const found = boundaryOf(flat([0, 1, 2], [0, 1, 2], 0), small, 2);
    expect(found.x).toHaveLength(2);
    expect([...found.x].sort()).toEqual([0, 2]);
  });
  test("between bins lies between the last value of one and the first of the next", () => {
    const found = boundaryOf(flat([0, 0, 1], [0, 0, 0], 0), small, 0.5);
    expect(found).toMatchObject({ kind: "steps", x: [1.5, 1.5, Number.NaN, 1.5, 1.5] });
    expect(found.y).toEqual([0, 1, Number.NaN, 1, 2]);
  });

  test("as a contour separates exactly the neighbors on different sides", () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647 - 0.5;
    };
    for (let round = 0; round < 20; round += 1) {
      const [m, n] = [6, 9];
      const first = Float64Array.from({ length: m }, random);
      const second = Float64Array.from({ length: n }, random);
      const side = (i: number, j: number) => (first[i] ?? 0) + (second[j] ?? 0) >= 0;
      const expected = new Set<string>();
      for (let i = 0; i < m; i += 1) {
        for (let j = 0; j < n; j += 1) {
          if (i + 1 < m && side(i, j) !== side(i + 1, j)) expected.add(`${i + 0.5},${j}`);
          if (j + 1 < n && side(i, j) !== side(i, j + 1)) expected.add(`${i},${j + 0.5}`);
        }
      }
      const segments = contourOf({ base: 0, first, second, steps: [true, true] });
      expect(new Set(segments.flat().map(([i, j]) => `${i},${j}`))).toEqual(expected);
      for (const [[i, j], [k, l]] of segments) expect(Math.hypot(i - k, j - l)).toBeLessThanOrEqual(1);
      // Each crossing inside the grid belongs to the two cells beside it, so the segments are connected.
      const inside = segments.flat().filter(([i, j]) => (i % 1 ? j > 0 && j < n - 1 : i > 0 && i < m - 1));
      const times = new Map<string, number>();
      for (const [i, j] of inside) times.set(`${i},${j}`, (times.get(`${i},${j}`) ?? 0) + 1);
      expect([...times.values()].every((count) => count === 2)).toBe(true);
    }
  });
  test("as a contour of a linear surface lies on its line", () => {
    const first = Float64Array.from({ length: 8 }, (_, i) => 2 * i);
    const second = Float64Array.from({ length: 8 }, (_, j) => -3 * j);
    const segments = contourOf({ base: 1, first, second, steps: [false, false] });
    expect(segments.length).toBeGreaterThan(7);
    for (const [i, j] of segments.flat()) expect(1 + 2 * i - 3 * j).toBeCloseTo(0, 12);
  });

  test("separates the signs: plus is at or above the level", () => {
    const signs = signsOf(published(plane()), plane(), 0.5);
    expect(signs).toHaveLength(400);
    for (const { x, y, above } of signs) expect(above).toBe(4.0652 - 8.9438 * x - 3.8156 * y >= 0);
    expect(subGrid(100, 20).slice(0, 3)).toEqual([2, 7, 12]);
    expect(subGrid(3, 20)).toEqual([0, 1, 2]);
  });
});

describe("a slice", () => {
  const wire: WireSlice = {
    generation: 3,
    output: 1,
    axes: [
      {
        name: "temp",
        place: 1,
        low: 0,
        high: 10,
        values: encode("f8", [3], [0, 5, 10]),
        features: [4],
        z: encode("f8", [1, 3], [-1, 0, 1]),
        integer: true,
        step: 1,
      },
    ],
    values: encode("f4", [3], [1, 2, 4]),
    error: null,
    distance: null,
    samples: null,
  };
  test("is decoded once, and is null until the model has answered", () => {
    const model = new FakeModel({ slice: wire });
    expect(sliceOf(model)?.values).toEqual(Float32Array.of(1, 2, 4));
    expect(sliceOf(model)).toBe(sliceOf(model));
    expect(sliceOf(new FakeModel({ slice: null }))).toBeNull();
    expect(sliceOf(new FakeModel({ slice: { ...wire, values: null, error: "No." } }))?.error).toBe("No.");
  });
  const along = axis([], Float64Array.of(0, 5, 10), [], { integer: true, high: 10.4, place: 1 });
  test("is interpolated linearly, and constant beyond its ends", () => {
    const found = [-1, 0, 2.5, 5, 9, 12].map((u) => interpolate(along, [1, 2, 4], u));
    expect(found).toEqual([1, 1, 1.5, 2, 3.6, 4]);
    expect(interpolate(along, [1, 2, 4], Number.NaN)).toBeNaN();
  });
  test("has whole numbers only for an integer column", () => {
    expect([-3, 2.6, 12].map((value) => settle(along, value))).toEqual([0, 3, 10]);
    expect(settle({ ...along, integer: false }, 2.6)).toBe(2.6);
  });
  test("gives the position of the explained instance", () => {
    const frames = framesOf([{ width: 1, features: [0], coef: [1] }], { codes: encode("f8", [2], [8, 9]) });
    expect(standsAt(frames, along)).toBe(9);
    expect(standsAt(null, along)).toBeNaN();
  });
});

describe("the surface", () => {
  test("has its first axis to the right and its second up", () => {
    const out = new Uint32Array(6);
    // Two places to the right, three upward; the first axis is the slowest.
    paintSurface(out, Uint8Array.of(1, 2, 3, 4, 5, 6), 2, 3, Uint32Array.of(0, 11, 12, 13, 14, 15, 16));
    expect([...out]).toEqual([13, 16, 12, 15, 11, 14]);
  });
  test("has the range 0 to 1 for probabilities, and the observed range for values", () => {
    const values = Float32Array.of(2, -2, 0);
    expect(rangeOf(values, "probability")).toEqual([0, 1]);
    expect(rangeOf(values, "value")).toEqual([-2, 2]);
    expect([...stepsOf(values, -2, 2)]).toEqual([255, 0, 128]);
    expect([...stepsOf(Float32Array.of(3, 3), 3, 3)]).toEqual([128, 128]);
  });
});

describe("the compared widths", () => {
  test("have colors ordered by width, which a drag of the current width does not change", () => {
    const colors = (current: number) =>
      comparedWidths([2, 0.1, 0.75], current, "light")
        .filter((each) => each.kept)
        .map((each) => [each.width, each.color]);
    expect(colors(0.3)).toEqual(colors(1.2));
    expect(
      comparedWidths([2, 0.1], 0.3, "light").map(({ width, kept, current }) => [width, kept, current]),
    ).toEqual([
      [0.1, true, false],
      [0.3, false, true],
      [2, true, false],
    ]);
  });
  test("contain the current width once", () => {
    expect(comparedWidths([2, 0.1], 0.1 * (1 + 1e-12), "light").map(({ current }) => current)).toEqual([
      true,
      false,
    ]);
  });
  test("are added in order without duplicates, and removed", () => {
    expect(added([2, 0.1], 0.75, 2 * (1 + 1e-12), -1, Number.NaN)).toEqual([0.1, 0.75, 2]);
    expect(dropped([0.1, 0.75, 2], 0.75)).toEqual([0.1, 2]);
  });
  test("can be typed with a point or a comma", () => {
    expect(["0.5", " 1,25 ", "2e-3", "", "x", "-1", "0"].map(typedWidth)).toEqual([
      0.5,
      1.25,
      0.002,
      null,
      null,
      null,
      null,
    ]);
  });
  test("use the ends of viridis that are visible on the background", () => {
    expect(viridisOf(2, "light")[0]).toBe("#440154");
    expect(viridisOf(2, "dark")[1]).toBe("#fde725");
    expect(new Set(viridisOf(6, "dark")).size).toBe(6);
  });
});

describe("the signs", () => {
  const contrast = (a: number, b: number) => {
    const [light = 0, dark = 0] = [a, b].map(luminance).sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };
  /** As WCAG 2 defines it. */
  const luminance = (color: number) =>
    [16, 8, 0]
      .map((shift) => ((color >> shift) & 255) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, k) => sum + c * ([0.2126, 0.7152, 0.0722][k] ?? 0), 0);
  test.each(["light", "dark"] as const)("contrast with every color of the surface: %s", (theme) => {
    const dark = darkFrom(theme);
    surfaceRamp(theme).forEach((pixel, k) => {
      const color = ((pixel & 255) << 16) | (pixel & 0xff00) | ((pixel >> 16) & 255);
      expect(contrast(color, k < dark ? 0x10151b : 0xf8fafc)).toBeGreaterThanOrEqual(4);
    });
  });
});

describe("the samples", () => {
  test("are dots with areas proportional to their weights", () => {
    const radii = radiiOf(4, [0, 1, 0.25, 4]);
    expect(((radii[3] ?? 0) / (radii[1] ?? 1)) ** 2).toBeCloseTo(4, 5);
    expect(((radii[1] ?? 0) / (radii[2] ?? 1)) ** 2).toBeCloseTo(4, 5);
    expect(radii[0]).toBeGreaterThan(0);
  });
  test("are equal without weights, and smaller when there are many", () => {
    expect(new Set(radiiOf(5, null)).size).toBe(1);
    expect(radiiOf(5000, new Float32Array(5000).fill(1))[0]).toBeLessThan(radiiOf(50, [1])[0] ?? 0);
    expect(radiiOf(2, [Number.NaN, Number.NaN]).every((radius) => radius > 0)).toBe(true);
  });
});
