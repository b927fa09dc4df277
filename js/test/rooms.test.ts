// The rooms of the front end: imports run one way, without circles, and a folder holds at most 15 files.
import ts from "typescript";
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
const floors = [
  "texts",
  "model",
  "words",
  "ui",
  "plot",
  "views/slices",
  "views/removed",
  "views/samples",
  "views",
  "explorer",
  ".",
];
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

/** The lengths in lines of the functions and classes of a file, by name. */
function lengthsOf(file: string): { functions: [string, number][]; classes: [string, number][] } {
  const source = ts.createSourceFile(file, texts.get(file) ?? "", ts.ScriptTarget.Latest, true);
  const lines = (node: ts.Node) =>
    source.getLineAndCharacterOfPosition(node.end).line -
    source.getLineAndCharacterOfPosition(node.getStart()).line +
    1;
  const functions: [string, number][] = [];
  const classes: [string, number][] = [];
  const visit = (node: ts.Node) => {
    const name = `${file}: ${(node as ts.NamedDeclaration).name?.getText() ?? "a function without a name"}`;
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined)
      functions.push([name, lines(node)]);
    if (ts.isClassDeclaration(node)) classes.push([name, lines(node)]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { functions, classes };
}

test("no function is longer than 60 lines, no class than 150 and no file than 200", () => {
  const longest = { functions: 60, classes: 150 };
  const found = modules.map(lengthsOf);
  for (const kind of ["functions", "classes"] as const) {
    const all = found.flatMap((each) => each[kind]);
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter(([, length]) => length > longest[kind])).toEqual([]);
  }
  const written = modules.filter((file) => file !== "model/wire.ts"); // a script writes it
  const lengths = written.map((file) => [file, (texts.get(file) ?? "").split("\n").length - 1] as const);
  expect(lengths.filter(([, length]) => length > 200)).toEqual([]);
});
