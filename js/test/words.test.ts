// Texts that a user sees come from the catalogue.
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { around, say } from "../src/texts/catalogue";

const sources = import.meta.glob<string>("../src/**/*.ts", { query: "?raw", import: "default", eager: true });

/** The catalogue itself, and the loader, which is a module of its own for the time when the rest is gone. */
const outside = (path: string) => path.startsWith("texts/") || path === "loader.ts";

const isSentence = (text: string) =>
  (/[A-Za-z]{2,} [A-Za-z]{2,}/.test(text) || /^[A-Z][a-z]+[.?!]?$/.test(text)) &&
  !/lw-|^px |system-ui/.test(text);

/** Whether a piece between the values of a template is a word of a sentence. */
const isWord = (text: string) =>
  /(^ |[(“])[a-z]{2,}|[a-z]{2,}[ ,:]+$/i.test(text) &&
  !/lw|px|var\(|gradient|:$|^(top|column) *:? *$/.test(text.trim());

/** Whether a string is the id of a text of the catalogue. */
const isId = (text: string) => /^\w+(\.\w+)+$/.test(text);

/** The places of texts among the arguments of the functions that make or fill an element. */
const shownAt: Readonly<Record<string, (place: number) => boolean>> = {
  make: (place) => place >= 2,
  makeFocusable: (place) => place >= 2,
  makePlainButton: (place) => place >= 1,
  makeButton: (place) => place === 1 || place === 2,
  write: (place) => place === 1,
};
const told = ["title", "aria-label", "aria-description", "aria-valuetext", "placeholder", "alt"];

/** Whether a string of a single word is shown, or read out. */
function isShown(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isStringLiteralLike(node) || !/[A-Za-z]{2,}/.test(node.text)) return false;
  if (ts.isPropertyAssignment(parent))
    return (
      parent.initializer === node &&
      !isId(node.text) &&
      told.includes(parent.name.getText().replaceAll('"', ""))
    );
  if (!ts.isCallExpression(parent)) return false;
  const name = parent.expression.getText();
  const place = parent.arguments.indexOf(node as ts.Expression);
  const [, second] = parent.arguments;
  if (name === "mark")
    return place === 2 && second !== undefined && told.includes((second as ts.StringLiteral).text);
  return shownAt[name]?.(place) ?? false;
}

/** The texts of a file that a user would read. */
function textsOf(source: string): string[] {
  const found: string[] = [];
  const file = ts.createSourceFile("file.ts", source, ts.ScriptTarget.Latest, true);
  // The names of keys and events are no texts.
  const names = new Set(["Enter", "Escape", "Tab", "Home", "End", "Delete", "Backspace", "Range"]);
  const isPiece = (node: ts.Node) => ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isStringLiteralLike(node) || isPiece(node)) {
      const { text } = node as ts.LiteralLikeNode;
      const told = isSentence(text) || isShown(node) || (isPiece(node) && isWord(text));
      if (told && !names.has(text)) found.push(text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

test("no other file has a text of its own", () => {
  const files = Object.entries(sources).map(([path, text]) => [path.replace("../src/", ""), text] as const);
  const mine = files.filter(([path]) => !outside(path));
  expect(mine.length).toBeGreaterThan(100);
  expect(mine.flatMap(([path, text]) => textsOf(text).map((each) => `${path}: ${each}`))).toEqual([]);
  expect(textsOf('write(node, "Ask the model");')).toEqual(["Ask the model"]);
  expect(textsOf('make("span", { class: "a", title: "word" }, "none", x);')).toEqual(["word", "none"]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source of a template
  expect(textsOf("write(node, `${name} hidden`);")).toEqual([" hidden"]);
});

test("every text of the catalogue is used", () => {
  const isText = ([path]: [string, string]) => path.includes("/texts/") && !path.endsWith("catalogue.ts");
  const catalogue = Object.entries(sources).filter(isText);
  const ids = catalogue.flatMap(([, text]) =>
    [...text.matchAll(/^ {2}"?([\w.]+)"?: /gm)].map(([, id]) => id ?? ""),
  );
  expect(new Set(ids).size).toBe(ids.length);
  const rest = Object.entries(sources).filter((each) => !isText(each));
  const used = rest.map(([, text]) => text).join();
  expect(ids.length).toBeGreaterThan(300);
  // The grades are put together from their names.
  expect(ids.filter((id) => !used.includes(`"${id}"`) && !/^grade\.(good|fair|poor)$/.test(id))).toEqual([]);
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
