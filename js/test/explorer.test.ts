import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { imageExplorer, tabularExplorer, textExplorer } from "../src/explorer/explorer";
import { makeHandle } from "../src/plot/dragging";
import type { View } from "../src/ui/view";
import { FakeModel, fire, imageStudy, makeStudy, stubCanvas, textStudy } from "./doubles";

beforeEach(() => {
  stubCanvas();
});
afterEach(() => vi.restoreAllMocks());

const settled = () => new Promise((done) => setTimeout(done));

/** Open an explorer; the models of its folds have no parts, so they show a sentence. */
async function open(explorer: View, study: FakeModel) {
  const model = Object.assign(new FakeModel({ study_model: "IPY_MODEL_study", unfolded: [], folds: {} }), {
    widget_manager: {
      get_model: async (id: string) => {
        if (id === "study") return study;
        if (id !== "fold") throw new Error("no such model");
        return Object.assign(new FakeModel({ parts: {} }), {
          widget_manager: { get_model: async () => undefined },
        });
      },
    },
  });
  const el = document.createElement("div");
  document.body.replaceChildren(el);
  const close = await explorer.render({ model, el });
  const fold = (name: string) => el.querySelector(`[data-fold="${name}"]`) as HTMLDetailsElement;
  return { el, model, fold, close };
}

test.each([
  ["a row", tabularExplorer, makeStudy, ["lw-summary", "lw-essentials", "lw-tree", "lw-bars", "lw-ways"]],
  [
    "a text",
    textExplorer,
    textStudy,
    ["lw-summary", "lw-essentials", "lw-text", "lw-tree", "lw-bars", "lw-ways"],
  ],
  [
    "an image",
    imageExplorer,
    imageStudy,
    ["lw-summary", "lw-essentials", "lw-image", "lw-essentials", "lw-tree", "lw-ways"],
  ],
])("an explorer of %s shows its views in one root", async (_, explorer, study, names) => {
  const { el } = await open(explorer, study());
  expect(el.children).toHaveLength(1);
  const views = [...el.querySelectorAll(".lw-explorer .lw")];
  expect(views.map(({ classList }) => names.find((name) => classList.contains(name)))).toEqual(names);
  expect(el.querySelector(".lw-broken")).toBeNull();
});

test("a view that is unfolded is asked for, and drawn once when its model is there", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const { model, fold } = await open(tabularExplorer, makeStudy());
  fold("kernel_width").open = true;
  await settled();
  expect(model.saved).toEqual([{ unfolded: ["kernel_width"] }]);
  expect(fold("kernel_width").querySelector(".lw")).toBeNull();
  model.receive({ folds: { kernel_width: "IPY_MODEL_fold" } });
  await settled();
  const drawn = fold("kernel_width").querySelector(".lw-kernel-width");
  expect(drawn).not.toBeNull();
  fold("kernel_width").open = false;
  await settled();
  expect(model.saved.at(-1)).toEqual({ unfolded: [] });
  model.receive({ unfolded: ["kernel_width", "neighborhood"] });
  expect([fold("kernel_width").open, fold("neighborhood").open]).toEqual([true, true]);
  expect(fold("kernel_width").querySelectorAll(".lw-kernel-width")).toHaveLength(1);
  expect(fold("kernel_width").querySelector(".lw-kernel-width")).toBe(drawn);
  expect(model.saved).toHaveLength(2);
});

test("a fold says why it is empty", async () => {
  const { model, fold } = await open(tabularExplorer, Object.assign(makeStudy(), { comm_live: false }));
  model.receive({ unfolded: ["neighborhood"] });
  expect(fold("neighborhood").textContent).toContain("Run the cell again");
  model.receive({ folds: { neighborhood: "IPY_MODEL_gone" } });
  await settled();
  expect(fold("neighborhood").textContent).toContain("is gone");
});

test("a closed explorer listens to nothing", async () => {
  const study = makeStudy();
  const { el, model, close } = await open(tabularExplorer, study);
  close();
  expect([study.listening, model.listening, el.childElementCount]).toEqual([0, 0, 0]);
  expect(() => fire(document.body, "click")).not.toThrow();
});

describe("a presentation", () => {
  const find = (el: HTMLElement, selector: string) => el.querySelector<HTMLElement>(selector);
  test("covers the page with one view, and ends", async () => {
    const { el, model } = await open(textExplorer, textStudy());
    find(el, "[data-action=present]")?.click();
    expect(model.saved.at(-1)).toEqual({ presented: { view: "picture", controls: ["kernel_width"] } });
    const root = find(el, ".lw-explorer");
    expect([root?.classList.contains("lw-presenting"), root?.dataset["presented"]]).toEqual([
      true,
      "picture",
    ]);
    expect(root?.getAttribute("popover")).toBe("manual");
    expect(find(el, ".lw-presented-title")?.textContent).toBe("1 of 6 · The explanation");
    fire(find(el, "[data-action=present-end]") as HTMLElement, "keydown", { key: "PageDown" });
    expect(root?.dataset["presented"]).toBe("table");
    expect(find(el, ".lw-presented-title")?.textContent).toBe("2 of 6 · All samples");
    fire(root as HTMLElement, "keydown", { key: "Escape" });
    expect(model.state["presented"]).toBeNull();
    expect([root?.classList.contains("lw-presenting"), root?.hasAttribute("popover")]).toEqual([
      false,
      false,
    ]);
    expect(find(el, ".lw-presented-bar")?.hidden).toBe(true);
  });
  test("turns its pages by the page keys, whatever has the focus, and leaves handles alone", async () => {
    const { el, model } = await open(textExplorer, textStudy());
    const root = find(el, ".lw-explorer") as HTMLElement;
    const steps: number[] = [];
    const handle = makeHandle("test", "test", new AbortController().signal, { step: (dx) => steps.push(dx) });
    root.append(handle.node);
    model.receive({ presented: { view: "picture", controls: [] } });
    fire(handle.node, "keydown", { key: "PageDown" });
    fire(handle.node, "keydown", { key: "ArrowRight" });
    expect([root.dataset["presented"], steps]).toEqual(["table", [1]]);
    fire(handle.node, "keydown", { key: "PageUp" });
    expect([root.dataset["presented"], steps]).toEqual(["picture", [1]]);
    model.receive({ presented: null });
    fire(handle.node, "keydown", { key: "PageDown" });
    expect(steps).toEqual([1, 0]);
  });
  test("unfolds its view, and shows the controls that are asked for", async () => {
    const study = makeStudy({
      controls: [
        { name: "alpha", label: "Penalty", help: "", group: "surrogate", kind: "number", default: 1 },
      ],
    } as unknown as Parameters<typeof makeStudy>[0]);
    const { el, model, fold } = await open(tabularExplorer, study);
    const count = () => el.querySelectorAll(".lw-presented-controls [data-parameter]").length;
    model.receive({ presented: { view: "neighborhood", controls: ["alpha"] } });
    expect([fold("neighborhood").open, fold("advanced").open, count()]).toEqual([true, false, 1]);
    const shown = find(el, ".lw-presented-controls")?.firstElementChild;
    model.receive({ presented: { view: "picture", controls: ["alpha"] } });
    expect(find(el, ".lw-presented-controls")?.firstElementChild).toBe(shown);
    model.receive({ presented: { view: "picture", controls: [] } });
    expect(count()).toBe(0);
    const back = find(el, "[data-action=present-back]") as HTMLButtonElement;
    expect(back.disabled).toBe(true);
  });
});
