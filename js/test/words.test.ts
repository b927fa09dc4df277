// Texts that a user sees come from the catalogue, in the files that it covers so far.
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { around, say } from "../src/words/catalogue";

const sources = import.meta.glob<string>("../src/**/*.ts", { query: "?raw", import: "default", eager: true });

/** Whole rooms, and single files of others. */
const covered = [
  "explorer/",
  "views/summary/",
  "views/controls/essentials.ts",
  "views/bars/charting.ts",
  "views/bars/held.ts",
  "views/bars/tools.ts",
  "views/bars/waterfall.ts",
  "views/image/strongest.ts",
  "views/kernel_width/labels.ts",
  "views/kernel_width/zones.ts",
  "views/neighborhood/here.ts",
  "ui/former.ts",
  "ui/picker.ts",
  "ui/playing.ts",
];

const isSentence = (text: string) =>
  (/[A-Za-z]{2,} [A-Za-z]{2,}/.test(text) || /^[A-Z][a-z]+[.?!]?$/.test(text)) && !text.includes("lw-");

/** The texts of a file that a user would read. */
function textsOf(source: string): string[] {
  const found: string[] = [];
  const file = ts.createSourceFile("file.ts", source, ts.ScriptTarget.Latest, true);
  // The names of keys and events are no texts.
  const names = new Set(["Enter", "Escape", "Tab", "Home", "End"]);
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (isSentence(node.text) && !names.has(node.text)) found.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

test("the files that it covers have no texts of their own", () => {
  const files = Object.entries(sources).map(([path, text]) => [path.replace("../src/", ""), text] as const);
  const mine = files.filter(([path]) => covered.some((each) => path.startsWith(each)));
  expect(mine.length).toBeGreaterThan(18);
  expect(mine.flatMap(([path, text]) => textsOf(text).map((each) => `${path}: ${each}`))).toEqual([]);
  expect(textsOf('write(node, "Ask the model");')).toEqual(["Ask the model"]);
});

test("every text of the catalogue is used", () => {
  const catalogue = Object.entries(sources).find(([path]) => path.endsWith("words/catalogue.ts"))?.[1] ?? "";
  const ids = [...catalogue.matchAll(/^ {2}"?([\w.]+)"?:/gm)].map(([, id]) => id ?? "");
  const forms = ["one", "other", "values"];
  const rest = Object.entries(sources).filter(([path]) => !path.endsWith("words/catalogue.ts"));
  const used = rest.map(([, text]) => text).join();
  expect(ids.length).toBeGreaterThan(60);
  // The grades are put together from their names.
  expect(
    ids.filter(
      (id) => !forms.includes(id) && !used.includes(`"${id}"`) && !/^grade\.(good|fair|poor)$/.test(id),
    ),
  ).toEqual([]);
});

describe("a text of the catalogue", () => {
  test("takes its values, and groups numbers", () => {
    expect(say("answer.search", { n: 1000 })).toBe("Search 1,000 outputs");
    expect(say("grade.fit", { score: "0.71" })).toBe("R² 0.71");
  });
  test("has a form for one and a form for several", () => {
    expect([say("calls", { n: 1 }), say("calls", { n: 2 })]).toEqual([
      "1 model evaluation",
      "2 model evaluations",
    ]);
  });
  test("is split around a value that is an element", () => {
    expect(around("answer.class", "answer", { model: "Model", chance: "97 %" })).toEqual([
      "Model: class ",
      ", 97 %",
    ]);
  });
});
