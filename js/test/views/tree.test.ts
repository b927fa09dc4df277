import { describe, expect, test, vi } from "vitest";
import type { TreeNode } from "../../src/model/wire";
import tree, { treeWithBars } from "../../src/views/tree/tree";
import { framesOf, makeStudy, open } from "../doubles";

const leaf = (value: number, share: number, on_path: boolean): TreeNode => ({
  test: "",
  otherwise: "",
  feature: -1,
  value,
  share,
  yes: -1,
  no: -1,
  on_path,
});
const nodes: TreeNode[] = [
  {
    test: "temp ≤ 7.8",
    otherwise: "temp > 7.8",
    feature: 1,
    value: 0.5,
    share: 1,
    yes: 1,
    no: 2,
    on_path: true,
  },
  leaf(0.9, 0.25, true),
  { test: "rain", otherwise: "not rain", feature: 0, value: 0.3, share: 0.75, yes: 3, no: 4, on_path: false },
  leaf(0.1, 0.001, false),
  leaf(0.35, 0.749, false),
];
const frames = framesOf(
  [
    { width: 1, features: [1], coef: [0.4], interval: [Number.NaN] },
    { width: 2, features: [1], coef: [0.4], interval: [Number.NaN] },
  ],
  { surrogate: "tree", additive: false, trees: [nodes, [leaf(0.5, 1, true)]] },
);
const study = () => makeStudy({ frames, surrogate: "tree", kernel_width: 1 });

describe("the tree", () => {
  test("has a node for each question and leaf, and marks the path of the instance", async () => {
    const { all, find } = await open(tree, study());
    expect(all(".lw-node").map((each) => each.dataset["value"])).toEqual([
      "0.5",
      "0.9",
      "0.3",
      "0.1",
      "0.35",
    ]);
    expect(all(".lw-on-path > .lw-node").length).toBe(2);
    expect(all(".lw-test").map((each) => each.textContent)).toEqual(["temp ≤ 7.8?", "rain?"]);
    expect(all(".lw-node-share").map((each) => each.textContent)).toEqual([
      "100 %",
      "25 %",
      "75 %",
      "< 1 %",
      "75 %",
    ]);
    expect(find(".lw-node-here").closest(".lw-node")?.getAttribute("aria-label")).toBe(
      "yes: 0.90, 25 % of the weight. This instance comes here",
    );
    expect(find(".lw-tree-headline").textContent).toBe("Because of width 1.");
  });
  test("is that of the displayed width", async () => {
    const model = study();
    const { find } = await open(tree, model);
    model.receive({ kernel_width: 2 });
    expect(find(".lw-tree").dataset["nodes"]).toBe("1");
  });
  test("is walked with the arrow keys, and highlights its features everywhere", async () => {
    const model = study();
    const { all } = await open(tree, model);
    const at = () => all(".lw-node").indexOf(document.activeElement as HTMLElement);
    const press = (key: string) =>
      document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    all(".lw-node")[0]?.focus();
    const seen = ["ArrowDown", "ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowDown", "Home"].map(
      (key) => {
        press(key);
        return at();
      },
    );
    expect(seen).toEqual([1, 2, 3, 2, 1, 1, 0]);
    expect(model.get("highlight")).toBe(1);
    expect(all(".lw-highlight").length).toBe(1);
  });
  test("offers to fit a tree where the surrogate is another", async () => {
    const model = makeStudy({ surrogate: "ridge" });
    const { find } = await open(tree, model);
    expect(find(".lw-plot-note").textContent).toBe("The surrogate is not a decision tree.");
    find("button[data-action=fit_tree]").click();
    expect(model.saved).toEqual([{ surrogate: "tree" }]);
  });
  test("in an explorer it is hidden then", async () => {
    const model = makeStudy({ surrogate: "ridge" });
    const { find } = await open(treeWithBars, model);
    expect(find(".lw-tree").hidden).toBe(true);
    model.receive({ frames, surrogate: "tree" });
    expect(find(".lw-tree").hidden).toBe(false);
    expect(find(".lw-tree-headline").textContent).toBe("");
  });
});

describe("the nodes of a tree", () => {
  const place = (left: number, right: number) => ({ left, right }) as DOMRect;
  const measured = (node: Element, outermost: number) =>
    node.classList.contains("lw-node") ? place(0, outermost) : place(0, 100);

  test.each([
    [100, false],
    [140, true],
  ])("stand below each other where one of them ends outside the picture", async (outermost, listed) => {
    const sizes = vi.spyOn(Element.prototype, "getBoundingClientRect");
    sizes.mockImplementation(function (this: Element) {
      return measured(this, outermost);
    });
    const { find } = await open(tree, study());
    sizes.mockRestore();
    expect(find(".lw-tree-box").classList.contains("lw-tree-list")).toBe(listed);
  });
});
