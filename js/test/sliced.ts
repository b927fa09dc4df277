// The smallest study of a table row with slices: two columns that represent themselves.
import { vi } from "vitest";
import { encode } from "../src/model/codec";
import { type FakeModel, framesOf, makeStudy, stubCanvas } from "./doubles";

/** Canvases, and surfaces that are all 100 by 50 in the corner of the page. */
export function stubPage(): void {
  stubCanvas();
  // Every surface is 100 by 50 in the corner of the page.
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue({
    left: 0,
    right: 100,
    top: 0,
    bottom: 50,
    width: 100,
    height: 50,
    x: 0,
    y: 0,
    toJSON: () => ({}),
  });
}

export const f8 = (values: number[], shape = [values.length]) => encode("f8", shape, values);
export const f4 = (values: number[], shape = [values.length]) => encode("f4", shape, values);

/** Two columns that represent themselves, with the instance at 1 and −0.5. */
export const tableStudy = (over: Record<string, unknown> = {}, at = [1, -0.5]): FakeModel =>
  makeStudy({
    frames: frames(at),
    compared_widths: [0.5, 2],
    moved: null,
    kernel: "exponential",
    surrogate: "ridge",
    outputs: { names: ["0", "1"], kind: "probability" },
    output: 1,
    prediction: { values: [0.9, 0.1], low: 0, high: 1 },
    ...over,
  } as Parameters<typeof makeStudy>[0]);

export const frames = (at = [1, -0.5], more = {}) =>
  framesOf(
    [
      { width: 0.5, features: [0, 1], coef: [-0.25, 0.125] },
      { width: 1, features: [0, 1], coef: [0.5, -0.25] },
      { width: 2, features: [0, 1], coef: [1, 0] },
    ],
    { at: f8(at), codes: f8(at), intercept: f4([0.5, 0.25, 0]), output: 1, ...more },
  );

export const axis = (name: string, place: number, values: number[]) => ({
  name,
  place,
  low: values[0],
  high: values.at(-1),
  values: f8(values),
  features: [place],
  z: f8(values, [1, values.length]),
  integer: false,
  step: 0.1,
});
