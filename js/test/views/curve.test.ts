import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import curve from "../../src/views/curve/curve";
import { fire } from "../doubles";
import { dragAlong, type FakePart, figure, linear, lines, openPlotted, points } from "../plotted";
import { axis, f4, f8, frames, stubPage, tableStudy } from "../sliced";

beforeEach(stubPage);
afterEach(() => vi.restoreAllMocks());

describe("the curve", () => {
  const slice = (over = {}) => ({
    generation: 1,
    output: 1,
    axes: [axis("x1", 0, [-2, 0, 2])],
    values: f4([0, 1, 0.5]),
    error: null,
    distance: f4([3, 1, 1]),
    samples: f4([-1, 0, 1.5]),
    ...over,
  });
  const parts = () => ({
    x: linear(),
    y: linear(),
    y_band: linear(),
    band: lines(),
    model: lines(),
    surrogates: lines({ colors: [], opacities: [] }),
    instance: points(),
    figure_curve: figure(),
  });
  const open = async (study = tableStudy(), traits: Record<string, unknown> = { slice: slice() }) => {
    const made = parts();
    return { ...(await openPlotted(curve, study, made, { column: "x1", ...traits })), parts: made, study };
  };
  const curves = (part: FakePart, name = "y") =>
    [...(part.get(name) as ArrayLike<number>[])].map((each) => [...(each as unknown as Iterable<number>)]);

  test("shows the model and a line for every compared width and the current one", async () => {
    const { parts } = await open();
    expect(curves(parts.model)).toEqual([[0, 1, 0.5]]);
    expect(curves(parts.surrogates)).toEqual([
      // .5 + .125·(−.5) − .25·u, then .25 + .125 + .5·u, then u.
      [0.9375, 0.4375, -0.0625],
      [-0.625, 0.375, 1.375],
      [-2, 0, 2],
    ]);
    expect(parts.surrogates.get("colors")).toHaveLength(3);
    expect([parts.x.get("min"), parts.x.get("max")]).toEqual([-2, 2]);
    // The cross is at the model's answer for the instance, not interpolated from the slice.
    expect([...(parts.instance.get("y") as Float64Array)]).toEqual([0.1]);
  });
  test("names each line at its end, and says the answers under the pointer", async () => {
    const { all, find } = await open();
    expect(all(".lw-curve-end").map((node) => node.textContent)).toEqual([
      "model",
      "width 0.5",
      "width 1",
      "width 2",
    ]);
    expect(find(".lw-plot-headline").textContent).toContain("Where x1 is below −1");
    const surface = find(".lw-surface");
    // In the middle of the surface, x1 is 0.
    surface.dispatchEvent(new MouseEvent("pointermove", { clientX: 50, clientY: 25 }));
    expect(find(".lw-tip").textContent).toBe("x1 0: model 1.00, surrogate 0.38");
    fire(surface, "pointerleave");
    expect(find(".lw-tip").textContent).toBe("");
  });
  test("lists the surrogate's prediction and slope for each width", async () => {
    const { all } = await open();
    const rows = all("tbody tr").map((row) => [...row.querySelectorAll("th, td")].map((c) => c.textContent));
    expect(rows.map((row) => row.slice(0, 5))).toEqual([
      ["0.5", "0.75", "0.5000", "512", "−0.250"],
      ["1", "0.75", "0.6250", "1,024", "+0.500"],
      ["2", "0.75", "0.7500", "1,536", "+1.00"],
    ]);
    expect(all("tbody tr.lw-compare-current").map((row) => row.dataset["width"])).toEqual(["1"]);
  });
  test("shows the kernel's weights below, which follow the current width", async () => {
    const { parts, study } = await open();
    const weights = (width: number) => [3, 1, 1].map((d) => Math.exp((-0.5 * d * d) / (width * width)));
    expect(curves(parts.band)[0]).toEqual(weights(1));
    study.receive({ kernel_width: 2 });
    expect(curves(parts.band)[0]).toEqual(weights(2));
    study.receive({ kernel: "custom" });
    expect(parts.band.get("y")).toHaveLength(0);
  });
  test("reads no computed style during a drag, and keeps the row of the moving width", async () => {
    const asked = vi.spyOn(globalThis, "getComputedStyle");
    const { study, all } = await open();
    study.receive({ kernel_width: 1.1 });
    const [steps, rows] = [asked.mock.calls.length, all("tbody tr.lw-compare-current")];
    study.receive({ kernel_width: 1.2 });
    study.receive({ kernel_width: 1.3 });
    expect(asked.mock.calls.length).toBe(steps);
    expect(all("tbody tr.lw-compare-current")).toEqual(rows);
    expect(rows[0]?.dataset["width"]).toBe("1.3");
  });
  test("is gray while it is of another row", async () => {
    const { model, find } = await open();
    const grayed = () => find(".lw-figure-curve").classList.contains("lw-former-slice");
    expect(grayed()).toBe(false);
    model.receive({ former: true });
    expect(grayed()).toBe(true);
    model.receive({ former: false });
    expect(grayed()).toBe(false);
  });
  test("shows no slopes where the features are bins", async () => {
    const bins = { ...axis("x1", 0, [-2, 0, 2]), z: f8([0, 1, 1], [1, 3]) };
    const { find } = await open(tableStudy(), { slice: slice({ axes: [bins] }) });
    expect(find("table").classList.contains("lw-unsloped")).toBe(true);
  });
  test("keeps, removes and selects widths on click", async () => {
    const { find, study } = await open();
    find('tr[data-width="1"] [data-action="keep-width"]').click();
    expect(study.get("compared_widths")).toEqual([0.5, 1, 2]);
    find('tr[data-width="0.5"] [data-action="drop-width"]').click();
    expect(study.get("compared_widths")).toEqual([1, 2]);
    find('tr[data-width="2"] .lw-compare-width').click();
    expect(study.get("kernel_width")).toBe(2);
    const typed = find<HTMLInputElement>(".lw-compare-typed");
    typed.value = "nonsense";
    find('[data-action="add-width"]').click();
    expect(typed.getAttribute("aria-invalid")).toBe("true");
    typed.value = "0,75";
    fire(typed, "keydown", { key: "Enter" });
    expect(study.get("compared_widths")).toEqual([0.75, 1, 2]);
  });
  test("waits for the frame of an added width", async () => {
    const { parts, find } = await open(tableStudy({ compared_widths: [0.3] }));
    expect(curves(parts.surrogates)).toHaveLength(1);
    expect(find('tr[data-width="0.3"]').textContent).toContain("…");
  });
  test("moves the instance to the pointer at once, and then explains it there", async () => {
    const { find, study, parts, el } = await open();
    dragAlong(find(".lw-surface"), [0.75, 0.5], [0.5, 0.5], [0.25, 0.9]);
    expect(study.saved.map(({ moved }) => moved)).toEqual([{ x1: 0 }, { x1: -1 }]);
    const handle = find(".lw-handle-instance");
    expect(handle.getAttribute("aria-valuetext")).toBe("x1 −1");
    expect(Number.parseFloat(handle.style.left)).toBe(25);
    expect(handle.classList.contains("lw-asked")).toBe(true);
    // The cross is at the explained position.
    expect([...(parts.instance.get("x") as Float64Array)]).toEqual([1]);
    study.receive({ frames: frames([-1, -0.5], { generation: 2 }) });
    expect([...(parts.instance.get("x") as Float64Array)]).toEqual([-1]);
    expect(handle.classList.contains("lw-asked")).toBe(false);
    expect(el.textContent).toContain("x1 −1");
  });
  test("restores the instance when a touch scrolls the page", async () => {
    const { find, study } = await open();
    const surface = find(".lw-surface");
    const touch = (type: string, x: number) =>
      surface.dispatchEvent(new MouseEvent(type, { bubbles: true, clientX: x, clientY: 25, button: 0 }));
    touch("pointerdown", 75);
    touch("pointermove", 50);
    expect(study.get("moved")).toEqual({ x1: 0 });
    touch("pointercancel", 50);
    expect(study.get("moved")).toEqual({ x1: 1 });
    expect(find(".lw-handle-instance").getAttribute("aria-valuetext")).toBe("x1 1");
  });
  test("drops the dragged position when another row was requested since", async () => {
    const { find, study } = await open();
    dragAlong(find(".lw-surface"), [0.75, 0.5], [0.25, 0.5]);
    study.receive({ frames: frames([1.5, -0.5], { generation: 2 }) });
    expect(find(".lw-handle-instance").getAttribute("aria-valuetext")).toBe("x1 1.5");
  });
  test("keeps the dragged position while explanations of earlier positions arrive", async () => {
    const { find, study } = await open();
    const handle = find(".lw-handle-instance");
    for (const key of ["ArrowLeft", "ArrowLeft", "ArrowLeft"]) fire(handle, "keydown", { key });
    // The sweep of the original row, and then of the first step.
    for (const u of [1, 0.9]) study.receive({ frames: frames([u, -0.5], { generation: u }) });
    expect(handle.getAttribute("aria-valuetext")).toBe("x1 0.7");
    fire(handle, "keydown", { key: "ArrowLeft" });
    expect((study.get("moved") as { x1: number }).x1).toBeCloseTo(0.6, 12);
    study.receive({ frames: frames([(study.get("moved") as { x1: number }).x1, -0.5]) });
    expect(handle.classList.contains("lw-asked")).toBe(false);
  });
  test("restores the instance when the kernel refuses the row", async () => {
    const { find, study } = await open();
    fire(find(".lw-handle-instance"), "keydown", { key: "End" });
    study.receive({ notice: "There is no such row." });
    expect(find(".lw-handle-instance").getAttribute("aria-valuetext")).toBe("x1 1");
  });
  test("moves the instance by keys, and never past the ends", async () => {
    const { find, study } = await open();
    const handle = find(".lw-handle-instance");
    for (const key of ["ArrowRight", "End", "ArrowRight", "Home"]) fire(handle, "keydown", { key });
    expect(study.saved.map(({ moved }) => (moved as { x1: number }).x1)).toEqual([1.1, 2, -2]);
    expect(handle.dataset["lmSuppressShortcuts"]).toBe("true");
  });
  test("says what is missing", async () => {
    const waiting = await open(tableStudy(), { slice: null });
    expect(waiting.find(".lw-detail").textContent).toBe("Evaluating the model along x1…");
    expect(waiting.parts.model.get("y")).toHaveLength(0);
    waiting.model.receive({ slice: slice() });
    expect(curves(waiting.parts.model)).toHaveLength(1);
    const failed = await open(tableStudy(), { slice: slice({ values: null, error: "No such column." }) });
    expect(failed.find(".lw-detail").textContent).toBe(
      "The model could not be evaluated along x1. No such column.",
    );
    const none = await open(tableStudy({ frames: null }), { slice: null });
    expect(none.find(".lw-detail").textContent).toBe("Waiting for the model's answers…");
  });
  test("without a kernel neither moves the instance nor adds widths", async () => {
    const study = tableStudy();
    study.comm_live = false;
    const { find } = await open(study);
    dragAlong(find(".lw-surface"), [0.75, 0.5], [0.25, 0.5]);
    expect(study.saved).toEqual([]);
    expect(find(".lw-handle-instance").hidden).toBe(true);
    expect(find<HTMLButtonElement>('[data-action="drop-width"]').disabled).toBe(true);
  });
  test("removes everything when it is closed", async () => {
    const { close, study, model, all } = await open();
    close();
    expect([study.listening, model.listening]).toEqual([0, 0]);
    expect(all(".lw-surface, .lw-layers")).toEqual([]);
  });
});
