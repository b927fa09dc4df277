// Samples over a surface: their sizes, and the color of the model's answer with a rim that is seen on it.
import { expect, test } from "vitest";
import { darkFrom, shadesOf, surfaceColors } from "../../src/plot/ramp";
import { paintDots } from "../../src/views/slices/marks";

/** A context that keeps the colors of each dot. */
function recorder() {
  const drawn: [string, string][] = [];
  const nothing = () => {};
  const context = {
    fillStyle: "",
    strokeStyle: "",
    lineWidth: 0,
    beginPath: nothing,
    moveTo: nothing,
    arc: nothing,
    fill: nothing,
    stroke() {
      drawn.push([this.fillStyle, this.strokeStyle]);
    },
  };
  return { context: context as unknown as CanvasRenderingContext2D, drawn };
}

const places = { x: (value: number) => value, y: (value: number) => value };

test("a dot has the surface's color for its answer, and the other ink around it", () => {
  const { context, drawn } = recorder();
  const points = Float32Array.of(0, 1, 2, 3, 0, 1, 2, 3);
  const steps = Uint8Array.of(0, 10, 200, 255);
  paintDots(context, points, Float32Array.of(9, 4, 3, 2), places, { steps, theme: "light" });
  const colors = shadesOf(256, surfaceColors.light);
  expect(darkFrom("light")).toBeGreaterThan(10);
  expect(darkFrom("light")).toBeLessThan(200);
  // The first is the instance, which has a mark of its own; the largest dots are drawn first.
  expect(drawn).toEqual([
    [colors[10], "#10151b"],
    [colors[200], "#f8fafc"],
    [colors[255], "#f8fafc"],
  ]);
});

test("without answers all dots are dark", () => {
  const { context, drawn } = recorder();
  paintDots(context, Float32Array.of(0, 1, 0, 1), Float32Array.of(9, 4), places);
  expect(drawn).toEqual([["#10151b", "#f8fafc"]]);
});
