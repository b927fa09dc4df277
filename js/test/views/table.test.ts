import { describe, expect, test } from "vitest";
import { encode } from "../../src/model/codec";
import { weightsOf } from "../../src/model/kernel";
import { composer, missingOf, perturbationsOf } from "../../src/model/samples";
import { isOrder, orderOf } from "../../src/views/table/order";
import table from "../../src/views/table/table";
import { fire, open, samplesOf, textOf, textStudy } from "../doubles";

const rows = (nodes: HTMLElement[]) =>
  [...nodes]
    .sort((a, b) => Number(a.getAttribute("aria-rowindex")) - Number(b.getAttribute("aria-rowindex")))
    .map((node) => Number(node.dataset["row"]));
const cells = (nodes: HTMLElement[], name: string) =>
  [...nodes]
    .sort((a, b) => Number(a.dataset["row"]) - Number(b.dataset["row"]))
    .map((node) => node.querySelector(`.lw-cell-${name}`)?.textContent);
const wide = { kernel_width: 100 };

describe("the table of samples", () => {
  test("shows the model's answer for each perturbed text", async () => {
    const { find, all } = await open(table, textStudy(wide));
    expect(find(".lw-table").dataset).toMatchObject({ rows: "4", generation: "1", output: "1" });
    expect(find(".lw-table-title").textContent).toBe("4 perturbed texts");
    expect(cells(all(".lw-sample"), "answer")).toEqual(["0.980", "0.250", "0.500", "0.750"]);
    expect(cells(all(".lw-sample"), "text")).toEqual([
      "good day, good film",
      " day,  film",
      "good , good ",
      "good day, good ",
    ]);
    expect(cells(all(".lw-sample"), "kept")).toEqual(["3", "2", "1", "2"]);
    expect(find("[data-sort=answer]").textContent).toBe("good");
  });
  test("removes nothing without a kernel", async () => {
    const study = textStudy(wide);
    const { find, all } = await open(table, study);
    study.connect(false);
    expect(find(".lw-detail").textContent).toBe("Not connected to a kernel.");
    all(".lw-sample")[1]?.click();
    expect(study.saved).toEqual([]);
  });
  test("puts the mask in place of removed units, and shows markup as text", async () => {
    const { text, names } = textOf("<b>good</b> day", ["good", "day"], "<i>");
    const samples = samplesOf(
      [
        [1, 1],
        [0, 1],
      ],
      { y: [1, 0] },
    );
    const { el, all } = await open(
      table,
      textStudy({ ...wide, text, samples, features: { names, columns: [], units: [] } }),
    );
    expect(cells(all(".lw-sample"), "text")).toEqual(["<b>good</b> day", "<b><i></b> day"]);
    expect(all(".lw-masked").map((mask) => mask.textContent)).toEqual(["<i>"]);
    expect(el.querySelector("b, i")).toBeNull();
  });
  test("starts with the text itself and the largest weights, equal weights in the order of evaluation", async () => {
    const { all } = await open(table, textStudy(wide));
    expect(rows(all(".lw-sample"))).toEqual([0, 1, 3, 2]);
  });
  test("computes weights at the kernel width in the browser", async () => {
    const study = textStudy(wide);
    const { all, find } = await open(table, study);
    expect(cells(all(".lw-sample"), "weight")).toEqual(["1.000", "0.667", "0.333", "0.667"]);
    study.receive({ kernel_width: 50 });
    expect(cells(all(".lw-sample"), "weight")).toEqual(["1.000", "0.333", "0", "0.333"]);
    expect(find(".lw-table").dataset["kernelWidth"]).toBe("50");
    study.receive({ kernel: "uniform" });
    expect(cells(all(".lw-sample"), "weight")).toEqual(["1.000", "1.000", "0", "1.000"]);
    expect(study.saved).toEqual([]);
  });
  test("uses the weights that the kernel sends for a custom kernel function", async () => {
    const samples = samplesOf(
      [
        [1, 1, 1],
        [0, 1, 1],
      ],
      { y: [1, 0], weights: encode("f4", [2], [0.25, 2]) },
    );
    const { all } = await open(table, textStudy({ ...wide, kernel: "custom", samples }));
    expect(rows(all(".lw-sample"))).toEqual([0, 1]);
    expect(cells(all(".lw-sample"), "weight")).toEqual(["0.250", "2.000"]);
  });
  test("says of the two ends of Shapley values that they are met exactly", async () => {
    const samples = samplesOf(
      [
        [1, 1, 1],
        [0, 1, 1],
        [0, 0, 0],
      ],
      { y: [1, 0, 0], weights: encode("f4", [3], [0, 0.5, 0]) },
    );
    const study = textStudy({ ...wide, kernel: "shapley", samples });
    const { all } = await open(table, study);
    expect(rows(all(".lw-sample"))).toEqual([0, 1, 2]);
    expect(cells(all(".lw-sample"), "weight")).toEqual(["∞", "0.500", "∞"]);
  });
  test("sorts by the clicked column, and reverses on a second click", async () => {
    const { all, find } = await open(table, textStudy(wide));
    expect(find("[aria-sort=descending] > .lw-sort").dataset["sort"]).toBe("weight");
    find("[data-sort=answer]").click();
    expect(rows(all(".lw-sample"))).toEqual([0, 3, 2, 1]);
    find("[data-sort=answer]").click();
    expect(rows(all(".lw-sample"))).toEqual([1, 2, 3, 0]);
    expect(find("[data-sort=answer]").parentElement?.getAttribute("aria-sort")).toBe("ascending");
    find("[data-sort=kept]").click();
    expect(rows(all(".lw-sample"))).toEqual([0, 1, 3, 2]);
    find("[data-sort=row]").click();
    expect(rows(all(".lw-sample"))).toEqual([0, 1, 2, 3]);
  });
  test("removes a row's missing features from the text on click", async () => {
    const study = textStudy(wide);
    const { all } = await open(table, study);
    all(".lw-sample")
      .find((row) => row.dataset["row"] === "2")
      ?.click();
    expect(study.saved).toEqual([{ removed: [1, 2] }]);
    expect(all('.lw-sample[aria-selected="true"]').map((row) => row.dataset["row"])).toEqual(["2"]);
    study.receive({ removed: [0] });
    expect(all('.lw-sample[aria-selected="true"]').map((row) => row.dataset["row"])).toEqual(["1"]);
  });
  test("is walked with the keys as one tab stop", async () => {
    const study = textStudy(wide);
    const { find } = await open(table, study);
    const grid = find(".lw-samples");
    grid.focus();
    for (const key of ["End", "ArrowUp", "Enter"]) fire(grid, "keydown", { key });
    expect(study.saved).toEqual([{ removed: [2] }]);
    const active = document.getElementById(grid.getAttribute("aria-activedescendant") ?? "");
    expect(active?.dataset["row"]).toBe("3");
    expect(active?.classList.contains("lw-current")).toBe(true);
    expect(grid.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
  });
  test("highlights a feature's column and the rows without it", async () => {
    const study = textStudy(wide);
    const { all, find } = await open(table, study);
    study.receive({ highlight: 2 });
    expect(all(".lw-sample.lw-without").map((row) => row.dataset["row"])).toEqual(
      expect.arrayContaining(["2", "3"]),
    );
    expect(all(".lw-sample.lw-without")).toHaveLength(2);
    expect(find(".lw-bit-name.lw-highlight").textContent).toBe("film");
    expect(find(".lw-detail").textContent).toBe("film: removed in 2 of 4 texts");
    fire(all(".lw-bit-name")[1] as Element, "pointerover");
    expect(study.state["highlight"]).toBe(1);
    fire(find(".lw-samples"), "pointerleave");
    expect(study.state["highlight"]).toBe(-1);
  });
  test("of an exact study says that all variants are listed, with their shares", async () => {
    const all4 = samplesOf(
      [
        [1, 1],
        [0, 1],
        [1, 0],
        [0, 0],
      ],
      { y: [1, 0, 0, 0], counts: encode("f4", [4], [1, 2, 2, 3]) },
    );
    const { text, names } = textOf("good day", ["good", "day"]);
    const given = { text, samples: all4, features: { names, columns: [], units: [] } };
    const { all, find } = await open(table, textStudy({ ...wide, kernel: "uniform", ...given }));
    expect(find(".lw-table-title").textContent).toBe("All 4 variants of the text");
    expect(cells(all(".lw-sample"), "share")).toEqual(["12.5", "25.0", "25.0", "37.5"]);
  });
  test("of five thousand rows keeps only the visible ones in the page", async () => {
    const many = Array.from({ length: 5000 }, (_, i) => [1, i === 0 ? 1 : i % 2, 1]);
    const samples = samplesOf(many, { y: many.map((_, i) => i / 5000), output: 1 });
    const study = textStudy({ ...wide, samples });
    const { all, find } = await open(table, study);
    expect(find(".lw-samples").getAttribute("aria-rowcount")).toBe("5001");
    find("[data-sort=row]").click();
    const before = new Set(all(".lw-sample"));
    expect(before.size).toBeLessThan(60);
    const grid = find(".lw-samples");
    grid.scrollTop = 26 * 3000;
    fire(grid, "scroll");
    const after = all(".lw-sample");
    expect(rows(after)).toContain(3000);
    expect(rows(after)).toContain(3015);
    expect(after.every((row) => before.has(row))).toBe(true);
    const [first] = after.filter((row) => row.dataset["row"] === "3000");
    expect(first?.style.transform).toBe(`translateY(${26 * 3000}px)`);
    expect(first?.getAttribute("aria-rowindex")).toBe("3002");
  });
  test("of many features draws stripes, and finds the feature under the pointer", async () => {
    const units = Array.from({ length: 40 }, (_, i) => `w${i}`);
    const { text, names } = textOf(units.join(" "), units);
    const kept = units.map((_, j) => (j >= 10 && j < 20 ? 0 : 1));
    const samples = samplesOf([units.map(() => 1), kept], { y: [1, 0] });
    const study = textStudy({ ...wide, text, samples, features: { names, columns: [], units: [] } });
    const { all } = await open(table, study);
    const [, second] = all(".lw-sample");
    expect(second?.querySelector("path")?.getAttribute("d")).toBe("M0 0H10V1H0ZM20 0H40V1H20Z");
    const stripes = second?.querySelector(".lw-stripes") as HTMLElement;
    stripes.getBoundingClientRect = () => ({ left: 100, width: 80 }) as DOMRect;
    stripes.dispatchEvent(new MouseEvent("pointermove", { bubbles: true, clientX: 131 }));
    expect(study.state["highlight"]).toBe(15);
  });
  test("keeps the samples' text until the samples of the next text arrive", async () => {
    const study = textStudy(wide);
    const { all, find } = await open(table, study);
    const { text, names } = textOf("other words", ["other", "words"]);
    study.receive({ text, features: { names, columns: [], units: [] } });
    expect(cells(all(".lw-sample"), "text")[0]).toBe("good day, good film");
    expect(all(".lw-bit-name").map((name) => name.textContent)).toEqual(["good", "day", "film"]);
    expect(find(".lw-table").dataset["stale"]).toBe("true");
    // A row of the previous text does not select words of this one.
    all(".lw-sample")[1]?.click();
    expect(study.saved).toEqual([]);
    study.receive({
      samples: samplesOf(
        [
          [1, 1],
          [1, 0],
        ],
        { y: [1, 0] },
      ),
    });
    expect(cells(all(".lw-sample"), "text")).toEqual(["other words", "other "]);
    expect(find(".lw-table").dataset["stale"]).toBe("false");
  });
  test("waits for the first answers", async () => {
    const { find } = await open(table, textStudy({ samples: null, status: "sampling" }));
    expect(find(".lw-samples").hidden).toBe(true);
    expect(find(".lw-empty").textContent).toBe("Waiting for the model's answers…");
  });
  test("leaves no listener behind", async () => {
    const study = textStudy();
    const { close } = await open(table, study);
    close();
    expect(study.listening).toBe(0);
  });
});

describe("the parts of the table", () => {
  const distances = [0, 10, 25, 50, 100];
  test.each([
    ["exponential", 25, distances.map((d) => Math.exp(-(d * d) / (2 * 25 * 25)))],
    ["gaussian", 25, distances.map((d) => Math.exp(-(d * d) / (25 * 25)))],
    ["epanechnikov", 50, [1, 0.96, 0.75, 0, 0]],
    ["triangular", 100, [1, 0.9, 0.75, 0.5, 0]],
    ["uniform", 25, [1, 1, 1, 0, 0]],
  ])("the %s kernel is the engine's", (kernel, width, expected) => {
    weightsOf(distances, kernel, width).forEach((w, i) => {
      expect(w).toBeCloseTo(expected[i] ?? Number.NaN, 12);
    });
  });
  test("the text itself keeps its weight at any width", () => {
    for (const kernel of ["exponential", "gaussian", "epanechnikov", "triangular", "uniform"]) {
      expect(weightsOf([0], kernel, 1e-300)[0]).toBe(1);
    }
  });
  test("an order is checked in one pass", () => {
    const keys = [3, 1, 2, 2, 1];
    for (const descending of [true, false]) {
      const order = orderOf(keys, descending);
      expect(isOrder(order, keys, descending)).toBe(true);
      expect(isOrder(order.toReversed(), keys, descending)).toBe(false);
    }
    expect([...orderOf(keys, true)]).toEqual([0, 2, 3, 1, 4]);
    expect([...orderOf([0, 1, 2], true, true)]).toEqual([0, 2, 1]);
    // Equal rows in another order are not sorted.
    expect(isOrder(Uint32Array.of(0, 3, 2, 1, 4), keys, true)).toBe(false);
  });
  test("the bits of a mask are read in the kernel's order, across bytes", () => {
    const mask = [1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1];
    const found = perturbationsOf(samplesOf([mask.map(() => 1), mask], { y: [0, 0] }));
    expect(mask.map((_, j) => Number(found.keeps(1, j)))).toEqual(mask);
    expect([...found.kept]).toEqual([11, 5]);
    expect(missingOf(found, 1)).toEqual([1, 2, 3, 4, 5, 8]);
    expect(missingOf(found, 0)).toEqual([]);
  });
  test("of a long sentence no more is composed than its removed words leave room for", () => {
    const units = Array.from({ length: 1000 }, (_, i) => `word${i}`);
    const compose = composer(textOf(units.join(" "), units).text);
    const whole = compose((feature) => feature % 2 === 0);
    const start = compose((feature) => feature % 2 === 0, 50);
    const text = (pieces: { text: string }[]) => pieces.map((piece) => piece.text).join("");
    expect(text(whole)).toBe(units.map((unit, i) => (i % 2 === 0 ? unit : "")).join(" "));
    expect(text(whole).startsWith(text(start))).toBe(true);
    const removed = start.map(({ gone }) => gone ?? "").join("");
    expect(removed.length).toBeGreaterThan(30);
    expect(removed.length).toBeLessThan(60);
  });
  test("a removal at the end of a long text is part of its row", () => {
    const units = Array.from({ length: 1000 }, (_, i) => `word${i}`);
    const pieces = composer(textOf(units.join(" "), units).text)((feature) => feature !== 990, 50);
    expect(pieces.map(({ gone }) => gone).filter(Boolean)).toEqual(["word990"]);
  });
});

test("the removed words are struck through, and are no part of the text that the model was given", async () => {
  const { all } = await open(table, textStudy());
  const row = all(".lw-sample").find(({ dataset }) => dataset["row"] === "3");
  const sentence = row?.querySelector(".lw-cell-text");
  expect(
    [...(sentence?.querySelectorAll<HTMLElement>(".lw-gone") ?? [])].map((node) => node.dataset["gone"]),
  ).toEqual(["film"]);
  expect(sentence?.textContent).toBe("good day, good ");
});

test("the stretches around a removed word are shortened, the word is not", async () => {
  const units = Array.from({ length: 300 }, (_, i) => `word${i}`);
  const masks = [units.map(() => 1), units.map((_, i) => Number(i !== 290))];
  const { all } = await open(
    table,
    textStudy({ ...textOf(units.join(" "), units), samples: samplesOf(masks, { y: [0.5, 0.5] }) }),
  );
  const row = all(".lw-sample").find(({ dataset }) => dataset["row"] === "1");
  const [before, gone, after] = [...(row?.querySelector(".lw-cell-text")?.children ?? [])] as HTMLElement[];
  expect(before?.textContent).toHaveLength(240);
  expect(before?.textContent).toMatch(/^word0 word1 .*….* word289 $/);
  expect(gone?.dataset["gone"]).toBe("word290");
  expect(after?.textContent).toMatch(/^ word291 .* word299$/);
  fire(row?.querySelector(".lw-cell-text") as Element, "pointerover");
  expect(row?.querySelector(".lw-cell-text")?.getAttribute("title")).toBe(
    units.map((unit, i) => (i === 290 ? "" : unit)).join(" "),
  );
});
