import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import plane from "../../src/views/slices/plane";
import { fire } from "../doubles";
import { dragAlong, figure, linear, lines, openPlotted, points } from "../plotted";
import { axis, f4, frames, stubPage, tableStudy } from "../sliced";

beforeEach(stubPage);
afterEach(() => vi.restoreAllMocks());

describe("the plane", () => {
  const evenly = (low: number, high: number) => [0, 1, 2, 3, 4].map((k) => low + ((high - low) * k) / 4);
  const slice = (over = {}) => ({
    generation: 1,
    output: 1,
    axes: [axis("x1", 0, evenly(-2, 2)), axis("x2", 1, evenly(-2, 1))],
    values: f4(
      Array.from({ length: 25 }, (_, k) => (k > 12 ? 1 : 0)),
      [5, 5],
    ),
    error: null,
    distance: null,
    samples: null,
    ...over,
  });
  const parts = () => ({
    x: linear(),
    y: linear(),
    boundary: lines({ colors: [] }),
    instance: points(),
    figure_a: figure(),
    figure_b: figure(),
    figure_c: figure(),
    figure_d: figure(),
  });
  const open = async (study = tableStudy(), traits: Record<string, unknown> = { slice: slice() }) => {
    const made = parts();
    const given = {
      columns: ["x1", "x2"],
      panel: "D",
      points: f4([1, 0, -1, -0.5, 0, 0.5], [2, 3]),
      ...traits,
    };
    return { ...(await openPlotted(plane, study, made, given)), parts: made, study };
  };

  test("shows and states the boundary where the surrogate predicts 0.5", async () => {
    const { parts, find } = await open();
    // .25 + .5·x1 − .25·x2 = .5: x2 = −1 + 2·x1.
    expect(find(".lw-plane-readout").textContent).toContain("boundary x2 = −1 + 2·x1");
    const [x, y] = ["x", "y"].map((name) => [...((parts.boundary.get(name) as Float64Array[])[1] ?? [])]);
    expect(x).toHaveLength(2);
    x?.forEach((u, k) => {
      expect(y?.[k]).toBeCloseTo(2 * u - 1, 9);
    });
    expect([parts.x.get("min"), parts.y.get("max")]).toEqual([-2, 1]);
  });
  test("begins with how far the surrogate is on the model's side, and names its colors", async () => {
    const { find, all, study } = await open();
    const share = () => Number(/over (\d+) %/.exec(find(".lw-plot-headline").textContent ?? "")?.[1]);
    // .25 + .5·x1 − .25·x2 ≥ .5, against the places from the middle on.
    const [x, y] = [evenly(-2, 2), evenly(-2, 1)];
    const same = x.flatMap((u, i) => y.filter((v, j) => 0.5 * u - 0.25 * v >= 0.25 === 5 * i + j > 12));
    expect(share()).toBe(Math.round(4 * same.length));
    expect(all(".lw-key:not([hidden])").map((node) => node.textContent)).toEqual([
      "surrogate: 0",
      "surrogate: 1",
    ]);
    study.receive({ kernel_width: 2 });
    expect(share()).not.toBe(Math.round(4 * same.length));
  });
  test("follows a drag of the width", async () => {
    const { study, find } = await open();
    study.receive({ kernel_width: 2 });
    expect(find(".lw-plane-readout").textContent).toContain("boundary x1 = 0.5 ");
    expect(find(".lw-plane-readout").textContent).toContain("effective sample size 1,536 of 4,096");
  });
  test("for a value shows the level of the model at the instance", async () => {
    const { find } = await open(
      tableStudy({
        outputs: { names: ["y"], kind: "value" },
        output: 0,
        prediction: { values: [0.25], low: 0, high: 1 },
      }),
    );
    expect(find(".lw-plane-readout").textContent).toContain("boundary at 0.25: x2 = 0 + 2·x1");
  });
  test("shows the selected panel, or all side by side", async () => {
    const { all, find, model } = await open();
    const pressed = () => all('[aria-pressed="true"]').map((button) => button.dataset["panelChoice"]);
    expect([pressed(), find(".lw-plane").dataset["panel"]]).toEqual([["D"], "D"]);
    find('[data-panel-choice="all"]').click();
    expect(model.saved).toEqual([{ panel: "all" }]);
    expect([pressed(), find(".lw-plane").dataset["panel"]]).toEqual([["all"], "all"]);
  });
  test("moves the instance by both features, in every panel that has it", async () => {
    const { find, all, study, parts } = await open(tableStudy(), { slice: slice(), panel: "all" });
    expect(all(".lw-handle-instance")).toHaveLength(3);
    expect(all(".lw-figure-a .lw-handle-instance")).toEqual([]);
    dragAlong(find(".lw-figure-b .lw-surface"), [0.75, 0.5], [0.5, 0], [0.25, 1]);
    expect(study.saved.map(({ moved }) => moved)).toEqual([
      { x1: 0, x2: -2 },
      { x1: -1, x2: 1 },
    ]);
    for (const handle of all(".lw-handle-instance")) {
      expect(handle.getAttribute("aria-valuetext")).toBe("x1 −1, x2 1");
      expect(handle.classList.contains("lw-asked")).toBe(true);
    }
    expect([...(parts.instance.get("x") as Float64Array)]).toEqual([1]);
    study.receive({ frames: frames([-1, 1], { generation: 2 }) });
    expect([...(parts.instance.get("x") as Float64Array)]).toEqual([-1]);
    expect(find(".lw-handle-instance").classList.contains("lw-asked")).toBe(false);
  });
  test("moves the instance by keys in two directions", async () => {
    const { find, study } = await open();
    const handle = find(".lw-figure-d .lw-handle-instance");
    for (const key of ["ArrowRight", "ArrowDown", "End"]) fire(handle, "keydown", { key });
    const moved = study.saved.map((each) => Object.values(each["moved"] as object).map((v) => v.toFixed(2)));
    expect(moved).toEqual([
      ["1.10", "-0.50"],
      ["1.10", "-0.60"],
      ["2.00", "-0.60"],
    ]);
  });
  test("says what is missing, and draws as soon as it arrives", async () => {
    const { find, model, parts } = await open(tableStudy(), { slice: null, points: null });
    expect(find(".lw-plane-detail").textContent).toBe("Evaluating the model along x1 and x2…");
    expect(parts.boundary.get("x")).toHaveLength(0);
    model.receive({ slice: slice() });
    expect(find(".lw-plane-detail").textContent).toMatch(/^Instance at x1 1, x2 −0.5\. /);
    expect(parts.boundary.get("x")).toHaveLength(2);
  });
  test("is gray while its surface is of another row", async () => {
    const { model, all } = await open(tableStudy(), { slice: slice(), former: true });
    const grayed = () => all(".lw-figure.lw-former-slice").length;
    expect(grayed()).toBe(4);
    model.receive({ former: false });
    expect(grayed()).toBe(0);
  });
  test("sets a missing value on click, and says why it is missing", async () => {
    const { study, find } = await open(tableStudy({}, [1, Number.NaN]));
    expect(find(".lw-plane-detail").textContent).toBe(
      "x2 is missing in this row: click the plot to set a value.",
    );
    dragAlong(find(".lw-figure-d .lw-surface"), [0.25, 0.5]);
    expect(study.state["moved"]).toEqual({ x1: -1, x2: -0.5 });
    study.receive({ status: "failed", error: "It raised KeyError." });
    expect(find(".lw-plane-detail").textContent).toBe(
      "It raised KeyError. The last good explanation is shown.",
    );
  });
  test("removes everything when it is closed", async () => {
    const { close, study, model, all } = await open();
    close();
    expect([study.listening, model.listening]).toEqual([0, 0]);
    expect(all(".lw-surface, .lw-layers")).toEqual([]);
  });
});
