// The rooms of the front end: imports run one way, without circles, and a folder holds at most 15 files.
import { expect, test } from "vitest";

const sources = import.meta.glob<string>("../src/**/*", { query: "?raw", import: "default", eager: true });
const texts = new Map(Object.entries(sources).map(([path, text]) => [path.replace("../src/", ""), text]));
const files = [...texts.keys()];
const modules = files.filter((file) => file.endsWith(".ts"));

const dirname = (file: string) => file.replace(/\/?[^/]*$/, "") || ".";

const importsOf = (file: string) =>
  [...(texts.get(file) ?? "").matchAll(/from "(\.[^"]+)"/g)].map(
    ([, target]) => `${new URL(`${target}.ts`, `file:///${file}`).pathname.slice(1)}`,
  );

// A room may import from rooms of a smaller number, and from itself.
const floors = ["model", "ui", "plot", "views/slices", "views/removed", "views", "explorer", "."];
const floorOf = (file: string) =>
  floors.findIndex(
    (floor) => floor === "." || dirname(file) === floor || dirname(file).startsWith(`${floor}/`),
  );

test("all imports are found", () => {
  expect(modules.flatMap(importsOf).filter((target) => !texts.has(target))).toEqual([]);
  expect(importsOf("main.ts").length).toBeGreaterThan(5);
});

test("no folder holds more than 15 files", () => {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count > 15)).toEqual([]);
});

test("imports run one way", () => {
  const upwards = modules.flatMap((file) =>
    importsOf(file)
      .filter((target) => floorOf(target) > floorOf(file))
      .map((target) => `${file} imports ${target}`),
  );
  expect(upwards).toEqual([]);
});

test("a view imports no other view", () => {
  const across = modules.flatMap((file) =>
    importsOf(file)
      .filter(
        (target) =>
          floors[floorOf(file)] === "views" &&
          floors[floorOf(target)] === "views" &&
          dirname(file) !== dirname(target),
      )
      .map((target) => `${file} imports ${target}`),
  );
  expect(across).toEqual([]);
});

test("there is no circle", () => {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(" → ")];
    if (done.has(file)) return [];
    const circles = importsOf(file).flatMap((target) => visit(target, [...path, file]));
    done.add(file);
    return circles;
  };
  expect(modules.flatMap((file) => visit(file, []))).toEqual([]);
});
