import { describe, expect, test, vi } from "vitest";
import type { Control } from "../../src/model/wire";
import controls from "../../src/views/controls/controls";
import { fire, framesOf, makeStudy, open } from "../doubles";

const control = (name: string, kind: Control["kind"], more: Partial<Control> = {}): Control => ({
  name,
  kind,
  label: name,
  help: `what ${name} is`,
  group: "explain",
  default: 1,
  ...more,
});
const all: Control[] = [
  control("kernel_width", "width"),
  control("n_samples", "log", { min: 64, max: 65536, default: 4096 }),
  control("alpha", "number", { min: 0, group: "surrogate" }),
  control("random_state", "seed", { min: 0, step: 1, default: 0 }),
  control("output", "choice", {
    options: [
      { value: 0, label: "low" },
      { value: 1, label: "high" },
    ],
    default: 0,
  }),
  control("sample_around_instance", "switch", { default: false }),
];
const panel = (over = {}) => makeStudy({ controls: all, ...over });
const at = (name: string) => `[data-parameter="${name}"]`;

function enter(input: HTMLInputElement | HTMLSelectElement, value: string) {
  input.value = value;
  fire(input, "input");
}

/** Act like a key press; `enter` acts like an arrow key. */
function type(input: HTMLInputElement, value: string) {
  input.value = value;
  input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
}

describe("the panel", () => {
  test("has every control with its label, group and help", async () => {
    const { el, find } = await open(controls, panel());
    for (const { name } of all) {
      const input = find<HTMLInputElement>(at(name));
      expect(input.labels?.[0]?.textContent).toBe(name);
      expect(input.title).toBe(`what ${name} is`);
    }
    expect([...el.querySelectorAll("legend")].map((legend) => legend.textContent)).toEqual([
      "Explanation",
      "Surrogate",
    ]);
  });
  test("keeps the arrow keys for every focusable element", async () => {
    const { el } = await open(controls, panel());
    for (const node of el.querySelectorAll("input, select, button")) {
      expect(node.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
    }
  });
  test("keeps a field when its bounds change", async () => {
    const study = panel();
    const { find } = await open(controls, study);
    const alpha = find<HTMLInputElement>(at("alpha"));
    alpha.focus();
    study.receive({ controls: all.map((c) => ({ ...c, max: 10 })) });
    expect(find(at("alpha"))).toBe(alpha);
    expect(document.activeElement).toBe(alpha);
    expect(alpha.max).toBe("10");
  });
  test("sends its buttons' messages", async () => {
    const study = panel();
    const { find } = await open(controls, study);
    find("[data-action=redraw]").click();
    find("[data-action=reset]").click();
    expect(study.sent).toEqual([{ type: "redraw" }, { type: "reset" }]);
  });
});

describe("the width slider", () => {
  test("steps along the grid and sends each step at once", async () => {
    const study = panel();
    const { find } = await open(controls, study);
    const slider = find<HTMLInputElement>(at("kernel_width"));
    expect([slider.value, slider.max]).toEqual(["1", "2"]);
    enter(slider, "2");
    expect(study.saved).toEqual([{ kernel_width: 2 }]);
    expect(slider.getAttribute("aria-valuetext")).toBe("2");
  });
  test("shows when it is at the default, and returns to it", async () => {
    const study = panel({ kernel_width: 2 });
    const { find } = await open(controls, study);
    find("[data-action=default-width]").click();
    expect(study.state["kernel_width"]).toBe(1);
    expect(find(at("kernel_width")).getAttribute("aria-valuetext")).toBe("1, the default");
    enter(find<HTMLInputElement>(at("kernel_width")), "0");
    fire(find(at("kernel_width")), "dblclick");
    expect(study.state["kernel_width"]).toBe(1);
  });
  test("adds a step for a width set from code", async () => {
    const study = panel();
    const { find } = await open(controls, study);
    const slider = find<HTMLInputElement>(at("kernel_width"));
    study.receive({ kernel_width: 0.7 });
    expect([slider.value, slider.max]).toEqual(["1", "3"]);
    enter(slider, "0");
    expect(study.state["kernel_width"]).toBe(0.5);
    enter(slider, "1");
    expect(study.state["kernel_width"]).toBe(0.7);
  });
});

describe("a field", () => {
  test("rejects input that is not a number, and says what it expects", async () => {
    const study = panel();
    const { find } = await open(controls, study);
    const alpha = find<HTMLInputElement>(at("alpha"));
    enter(alpha, "-1");
    expect(study.saved).toEqual([]);
    expect(alpha.getAttribute("aria-invalid")).toBe("true");
    const wrong = find(`#${alpha.getAttribute("aria-describedby")}`);
    expect(wrong.textContent).toBe("Expected a number, at least 0.");
    enter(alpha, "0.5");
    expect(study.saved).toEqual([{ alpha: 0.5 }]);
    expect(wrong.hidden).toBe(true);
  });
  test("is not overwritten during input, but follows the kernel", async () => {
    const study = panel();
    const { find } = await open(controls, study);
    const alpha = find<HTMLInputElement>(at("alpha"));
    alpha.focus();
    enter(alpha, "0.50");
    expect(alpha.value).toBe("0.50");
    study.receive({ alpha: 3 });
    expect(alpha.value).toBe("3");
  });
  test("sends values of their own type", async () => {
    const study = panel();
    const { find } = await open(controls, study);
    enter(find<HTMLSelectElement>(at("output")), "1");
    const around = find<HTMLInputElement>(at("sample_around_instance"));
    around.checked = true;
    fire(around, "input");
    enter(find<HTMLInputElement>(at("n_samples")), "0");
    enter(find<HTMLInputElement>(at("random_state")), "7");
    expect(study.saved).toEqual([
      { output: 1 },
      { sample_around_instance: true },
      { n_samples: 64 },
      { random_state: 7 },
    ]);
  });
  test("for a seed waits for the end of typing, but not for the arrow keys", async () => {
    vi.useFakeTimers();
    const study = panel();
    const { find } = await open(controls, study);
    const seed = find<HTMLInputElement>(at("random_state"));
    type(seed, "1");
    type(seed, "12");
    vi.advanceTimersByTime(500);
    type(seed, "123");
    vi.advanceTimersByTime(599);
    expect(study.saved).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(study.saved).toEqual([{ random_state: 123 }]);
    type(seed, "4");
    fire(seed, "keydown", { key: "Enter" });
    type(seed, "5");
    fire(seed, "change");
    type(seed, "6");
    fire(seed, "blur");
    enter(seed, "7");
    vi.advanceTimersByTime(1000);
    expect(study.saved.slice(1).map((saved) => saved["random_state"])).toEqual([4, 5, 6, 7]);
    vi.useRealTimers();
  });
  test("for a seed keeps unfinished input when the kernel sends another seed", async () => {
    vi.useFakeTimers();
    const study = panel();
    const { find } = await open(controls, study);
    const seed = find<HTMLInputElement>(at("random_state"));
    type(seed, "12");
    study.receive({ random_state: 99 });
    expect(seed.value).toBe("12");
    vi.advanceTimersByTime(600);
    expect(study.state["random_state"]).toBe(12);
    vi.useRealTimers();
  });
  test("with a rejected number is restored by Reset", async () => {
    const study = panel();
    const { find } = await open(controls, study);
    const alpha = find<HTMLInputElement>(at("alpha"));
    enter(alpha, "-1");
    find("[data-action=reset]").click();
    expect(alpha.value).toBe("1");
    expect(alpha.getAttribute("aria-invalid")).toBeNull();
    expect(study.sent).toEqual([{ type: "reset" }]);
  });
  test("for a text sends finished input only, not every key", async () => {
    const study = panel({ controls: [control("mask", "text", { default: "" })], mask: "" });
    const { find } = await open(controls, study);
    const mask = find<HTMLInputElement>(at("mask"));
    expect(mask.placeholder).toBe("removed");
    mask.focus();
    enter(mask, "UNK");
    expect(study.saved).toEqual([]);
    study.receive({ controls: [control("mask", "text", { default: "" })] });
    expect(mask.value).toBe("UNK");
    fire(mask, "keydown", { key: "Enter" });
    fire(mask, "change");
    fire(mask, "blur");
    expect(study.saved).toEqual([{ mask: "UNK" }]);
    study.receive({ mask: "…" });
    expect(mask.value).toBe("…");
  });
});

describe("the appearance of an image", () => {
  const look: Control[] = [
    control("fill", "fill", {
      options: [
        { value: "mean", label: "mean color" },
        { value: "color", label: "a color" },
      ],
      default: "mean",
    }),
    control("shown", "count", { min: 1, max: 40, default: null }),
    control("min_weight", "weight", { default: 0 }),
    control("opacity", "range", { min: 0, max: 1, step: 0.05, default: 0.6 }),
  ];
  const values = { fill: "mean", shown: null, min_weight: 0, opacity: 0.6 };
  const looking = (over = {}) => panel({ controls: look, ...values, ...over });
  const shown = (input: HTMLElement) => input.closest(".lw-item")?.querySelector("output")?.textContent;

  test("shows a custom color, and sends it when it is final", async () => {
    const study = looking();
    const { find } = await open(controls, study);
    const [select, color] = [
      find<HTMLSelectElement>(at("fill")),
      find<HTMLInputElement>('[data-color="fill"]'),
    ];
    expect([select.value, color.hidden]).toEqual(["mean", true]);
    enter(select, "color");
    expect(study.state["fill"]).toBe("#808080");
    expect([select.value, color.hidden]).toEqual(["color", false]);
    enter(color, "#ff0000");
    expect(study.state["fill"]).toBe("#808080");
    fire(color, "change");
    expect(study.state["fill"]).toBe("#ff0000");
    study.receive({ fill: "mean" });
    expect([select.value, color.hidden]).toEqual(["mean", true]);
    enter(select, "color");
    expect(study.state["fill"]).toBe("#ff0000");
  });
  test('counts up to "all", which is not a number', async () => {
    const study = looking();
    const { find } = await open(controls, study);
    const slider = find<HTMLInputElement>(at("shown"));
    expect([slider.max, slider.value, shown(slider)]).toEqual(["40", "40", "all"]);
    enter(slider, "9");
    expect([study.state["shown"], shown(slider)]).toEqual([10, "10"]);
    expect(slider.closest(".lw-item")?.querySelector(".lw-usual")?.className).toContain("lw-away");
    enter(slider, "40");
    expect(study.state["shown"]).toBeNull();
    study.receive({ shown: 3 });
    find("[data-action=default-shown]").click();
    expect(study.state["shown"]).toBeNull();
  });
  test("ranges up to the largest weight of the displayed frames", async () => {
    const study = looking();
    const { find } = await open(controls, study);
    const slider = find<HTMLInputElement>(at("min_weight"));
    expect([slider.max, slider.value]).toEqual(["100", "0"]);
    enter(slider, "50");
    expect(study.state["min_weight"]).toBe(0.25);
    // The scale does not change during a drag, but afterwards.
    const later = performance.now() + 1000;
    const now = vi.spyOn(performance, "now").mockReturnValue(later);
    study.receive({ frames: framesOf([{ width: 1, features: [0], coef: [-2] }]) });
    enter(slider, slider.max);
    expect(study.state["min_weight"]).toBe(2);
    now.mockRestore();
  });
  test("has fractions without rounding noise", async () => {
    const study = looking();
    const { find } = await open(controls, study);
    const slider = find<HTMLInputElement>(at("opacity"));
    expect([slider.max, shown(slider)]).toEqual(["20", "0.6"]);
    enter(slider, "3");
    expect([study.state["opacity"], shown(slider)]).toEqual([0.15, "0.15"]);
    enter(slider, "0");
    expect([study.state["opacity"], shown(slider)]).toEqual([0, "0"]);
  });
  test("rewrites a thousand labels only when one differs", async () => {
    const labels = () => Array.from({ length: 1000 }, (_, i) => ({ value: i, label: `label ${i}` }));
    const output = () => [control("output", "choice", { options: labels(), default: 0 })];
    const study = panel({ controls: output() });
    const { find } = await open(controls, study);
    const first = find("option");
    study.receive({ controls: output() });
    expect(find("option")).toBe(first);
    const [other] = output();
    Object.assign(other?.options?.[0] ?? {}, { label: "tench" });
    study.receive({ controls: [other] });
    expect(find("option").textContent).toBe("tench");
  });
});

describe("the panel without a kernel", () => {
  const look = [control("opacity", "range", { min: 0, max: 1, step: 0.05 }), control("palette", "choice")];
  const dead = () => panel({ controls: [...all, ...look], opacity: 0.6, sample_around_instance: true });
  const disabled = (find: (selector: string) => HTMLElement, name: string) =>
    find(at(name)).matches(":disabled");

  test("enables only the traits that work without a kernel", async () => {
    const study = dead();
    study.comm_live = false;
    const { find } = await open(controls, study);
    const names = [...all, ...look].map(({ name }) => name);
    expect(names.filter((name) => !disabled(find, name))).toEqual(["kernel_width", "opacity", "palette"]);
    for (const action of ["reset", "redraw", "default-n_samples"]) {
      expect(find(`[data-action=${action}]`).matches(":disabled")).toBe(true);
      find(`[data-action=${action}]`).click();
    }
    enter(find<HTMLInputElement>(at("kernel_width")), "2");
    expect(study.state["kernel_width"]).toBe(2);
    expect([study.saved, study.sent]).toEqual([[], []]);
  });
  test("follows the kernel as it disconnects and reconnects", async () => {
    const study = dead();
    const { find } = await open(controls, study);
    expect([disabled(find, "alpha"), disabled(find, "output")]).toEqual([false, false]);
    study.connect(false);
    expect([disabled(find, "alpha"), disabled(find, "output")]).toEqual([true, true]);
    study.connect(true);
    expect([disabled(find, "alpha"), disabled(find, "output")]).toEqual([false, false]);
    enter(find<HTMLSelectElement>(at("output")), "1");
    expect(study.saved).toEqual([{ output: 1 }]);
  });
  test("never shows a value that was not applied", async () => {
    const study = dead();
    const { find } = await open(controls, study);
    study.connect(false);
    const [output, samples] = [
      find<HTMLSelectElement>(at("output")),
      find<HTMLInputElement>(at("n_samples")),
    ];
    const around = find<HTMLInputElement>(at("sample_around_instance"));
    const alpha = find<HTMLInputElement>(at("alpha"));
    const before = samples.value;
    enter(output, "1");
    enter(samples, "0");
    enter(alpha, "7");
    around.checked = false;
    fire(around, "input");
    expect([output.value, samples.value, alpha.value, around.checked]).toEqual(["0", before, "1", true]);
    expect(study.saved).toEqual([]);
  });
  test("discards an unfinished seed when the kernel disconnects", async () => {
    vi.useFakeTimers();
    const study = dead();
    const { find } = await open(controls, study);
    const seed = find<HTMLInputElement>(at("random_state"));
    seed.focus();
    type(seed, "12");
    study.connect(false);
    vi.advanceTimersByTime(600);
    expect(seed.value).toBe("0");
    expect(study.saved).toEqual([]);
    vi.useRealTimers();
  });
});
