import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { surrogateWithout } from "../../src/views/removed/variant";
import text from "../../src/views/text/text";
import { fire, framesOf, open, textOf, textStudy } from "../doubles";

const texts = (nodes: HTMLElement[]) => nodes.map((node) => node.textContent);

describe("the text", () => {
  test("is displayed as written, with a span for each occurrence of a unit", async () => {
    const { find, all } = await open(text, textStudy());
    expect(find(".lw-words").textContent).toBe("good day, good film");
    expect(texts(all(".lw-unit"))).toEqual(["good", "day", "good", "film"]);
    expect(all(".lw-unit").map((unit) => unit.dataset["feature"])).toEqual(["0", "1", "0", "2"]);
  });
  test("keeps markup, white space and characters outside the basic plane", async () => {
    const written = '<b>alert("1")</b> &amp;\n\t👩‍👩‍👧 co\u0301te\u200bd  שלום!';
    const units = ["b", "alert", "1", "b", "amp", "👩‍👩‍👧", "co\u0301te", "d", "שלום"];
    const given = textOf(written, units);
    const { el, find, all } = await open(
      text,
      textStudy({ text: given.text, features: { names: given.names, columns: [], units: [] } }),
    );
    expect(find(".lw-words").textContent).toBe(written);
    expect(texts(all(".lw-unit"))).toEqual(units);
    expect(el.querySelector("b")).toBeNull();
    expect(find(".lw-words").dir).toBe("auto");
  });
  test("states which frame colors it", async () => {
    const study = textStudy();
    const { find } = await open(text, study);
    study.receive({ kernel_width: 1.1 });
    expect(find(".lw-text").dataset).toMatchObject({
      generation: "1",
      kernelWidth: "1",
      output: "1",
      stale: "true",
    });
  });
  test("is colored by sign and size, relative to the largest weight of the frame", async () => {
    const { all } = await open(text, textStudy());
    const [good, day, again, film] = all(".lw-unit");
    expect([good, day].map((unit) => Number(unit?.dataset["weight"]))).toEqual([0.4, -0.2].map(Math.fround));
    expect([good, day, again].map((unit) => unit?.style.getPropertyValue("--lw-strength"))).toEqual([
      "50.0%",
      "25.0%",
      "50.0%",
    ]);
    expect(good?.classList.contains("lw-for")).toBe(true);
    expect(day?.className).toContain("lw-against");
    expect(day?.className).toContain("lw-unsure");
    expect(good?.className).not.toContain("lw-unsure");
    expect(film?.dataset["weight"]).toBeUndefined();
  });
  test("is recolored within the event, and only where it differs", async () => {
    const study = textStudy();
    const { all, find } = await open(text, study);
    const written: Element[] = [];
    const watcher = new MutationObserver((records) => {
      for (const { target } of records) if (target instanceof HTMLElement) written.push(target);
    });
    watcher.observe(find(".lw-words"), { attributes: true, subtree: true, childList: true });
    study.receive({ kernel_width: 2 });
    expect(all(".lw-unit").map((unit) => unit.dataset["weight"] !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(all(".lw-unit")[1]?.className).toBe("lw-unit");
    for (const { target } of watcher.takeRecords()) written.push(target as Element);
    const [good, , again] = all(".lw-unit");
    expect(written.length).toBeGreaterThan(0);
    expect(written).not.toContain(good);
    expect(written).not.toContain(again);
  });
  test("without any weight has no colors", async () => {
    const frames = framesOf([{ width: 1, features: [0], coef: [0] }]);
    const { all } = await open(text, textStudy({ frames }));
    expect(all(".lw-unit")[0]?.style.getPropertyValue("--lw-strength")).toBe("0.0%");
    expect(all(".lw-for, .lw-against")).toEqual(expect.not.arrayContaining([all(".lw-unit")[0]]));
  });
  test("of an exact study has no uncertain signs", async () => {
    const frames = framesOf([{ width: 1, features: [0, 1], coef: [0.4, -0.2], interval: [0.588, 0.588] }], {
      exact: true,
      output: 1,
    });
    const study = textStudy({ frames });
    const { all, find } = await open(text, study);
    expect(all(".lw-unit.lw-unsure")).toEqual([]);
    study.receive({ highlight: 1 });
    expect(find(".lw-detail").textContent).toBe("day: weight −0.200, exact, for good");
  });
  test("shares the highlight with the bars, at every occurrence", async () => {
    const study = textStudy();
    const { all, find } = await open(text, study);
    fire(all(".lw-unit")[2] as Element, "pointerover");
    expect(study.state["highlight"]).toBe(0);
    expect(texts(all(".lw-unit.lw-highlight"))).toEqual(["good", "good"]);
    study.receive({ highlight: 1 });
    expect(texts(all(".lw-unit.lw-highlight"))).toEqual(["day"]);
    expect(find(".lw-detail").textContent).toContain("day: weight −0.200, 95 % interval");
    study.receive({ highlight: 2 });
    expect(find(".lw-detail").textContent).toBe("film: not among the 2 in the explanation");
  });
  test("scrolls to a unit highlighted in another view, and not to one under the pointer", async () => {
    const study = textStudy();
    const { all, find } = await open(text, study);
    const box = find(".lw-words");
    Object.defineProperties(box, { scrollHeight: { value: 1000 }, clientHeight: { value: 300 } });
    for (const unit of all(".lw-unit")) Object.defineProperty(unit, "offsetTop", { value: 800 });
    fire(all(".lw-unit")[0] as Element, "pointerover");
    expect(box.scrollTop).toBe(0);
    study.receive({ highlight: 2 });
    expect(box.scrollTop).toBe(700);
  });
  test("is one tab stop, walked with the arrow keys", async () => {
    const study = textStudy();
    const { all } = await open(text, study);
    const units = all(".lw-unit");
    expect(units.map((unit) => unit.tabIndex)).toEqual([0, -1, -1, -1]);
    units[0]?.focus();
    fire(units[0] as Element, "keydown", { key: "ArrowRight" });
    expect(document.activeElement).toBe(units[1]);
    expect(study.state["highlight"]).toBe(1);
    fire(units[1] as Element, "keydown", { key: "End" });
    expect(document.activeElement).toBe(units[3]);
    expect(units.map((unit) => unit.tabIndex)).toEqual([-1, -1, -1, 0]);
    for (const unit of units) expect(unit.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
  });
  test("has no colors before the first answer, and says when there will be none", async () => {
    const study = textStudy({
      frames: null,
      features: { names: [], columns: [], units: [] },
      status: "sampling",
    });
    const { all, find } = await open(text, study);
    expect(find(".lw-words").textContent).toBe("good day, good film");
    expect(all("[data-weight]")).toEqual([]);
    expect(find(".lw-detail").textContent).toBe("Waiting for the model's answers…");
    study.receive({ status: "failed" });
    expect(find(".lw-text").classList.contains("lw-failed")).toBe(true);
    expect(find(".lw-detail").textContent).toBe("There is no explanation yet.");
  });
  test("leaves no listener behind", async () => {
    const study = textStudy();
    const { close } = await open(text, study);
    close();
    expect(study.listening).toBe(0);
  });
});

describe("a removed unit", () => {
  test("cannot belong to an earlier text while the model evaluates another", async () => {
    const study = textStudy({ current: false });
    const { all, find } = await open(text, study);
    all(".lw-unit")[0]?.click();
    expect(study.get("removed")).toEqual([]);
    expect(find(".lw-text").className).toContain("lw-former");
    expect(find(".lw-detail").textContent).toContain("the previous text");
    study.receive({ current: true });
    expect(find(".lw-text").className).not.toContain("lw-former");
    all(".lw-unit")[0]?.click();
    expect(study.get("removed")).toEqual([0]);
  });
  test("is toggled by click, Enter and Space, with all its occurrences", async () => {
    const study = textStudy();
    const { all } = await open(text, study);
    const [good, day] = all(".lw-unit");
    day?.click();
    expect(study.saved).toEqual([{ removed: [1] }]);
    fire(good as Element, "keydown", { key: "Enter" });
    expect(study.state["removed"]).toEqual([0, 1]);
    expect(texts(all(".lw-unit.lw-out"))).toEqual(["good", "day", "good"]);
    expect(all(".lw-unit").map((unit) => unit.getAttribute("aria-pressed"))).toEqual([
      "true",
      "true",
      "true",
      "false",
    ]);
    fire(day as Element, "keydown", { key: " " });
    expect(study.state["removed"]).toEqual([0]);
  });
  test("is reported with the model's answers before and after, and the surrogate's", async () => {
    const study = textStudy({ removed: [0], variant: { removed: [0], values: [0.88, 0.12], error: null } });
    const { find } = await open(text, study);
    expect(find(".lw-variant").textContent).toBe(
      "With “good” removed: model 0.12 (was 0.98), surrogate 0.35",
    );
    study.receive({ kernel_width: 0.5 });
    expect(find(".lw-variant").textContent).toContain("surrogate 0.75");
  });
  test.each([
    null,
    { removed: [0], values: null, error: null },
    { removed: [1], values: [0.5, 0.5], error: null },
  ])("waits for the answer to the current removal: %o", async (variant) => {
    const { find } = await open(text, textStudy({ removed: [0], variant }));
    expect(find(".lw-variant").textContent).toBe(
      "With “good” removed: asking the model… (was 0.98), surrogate 0.35",
    );
  });
  test("shows the reason when the model call fails", async () => {
    const variant = { removed: [0, 1], values: null, error: "The model raised ValueError." };
    const { find } = await open(text, textStudy({ removed: [0, 1], variant }));
    expect(find(".lw-variant").textContent).toBe("With “good”, “day” removed: The model raised ValueError.");
  });
  test("stays removed without a kernel, where the text is still readable", async () => {
    const study = textStudy({ removed: [1], changed: true });
    const { find, all } = await open(text, study);
    find<HTMLTextAreaElement>(".lw-typed").value = "another";
    study.connect(false);
    expect(find<HTMLTextAreaElement>(".lw-typed").value).toBe("good day, good film");
    for (const selector of [".lw-typed", "[data-action=reset_row]", "[data-action=put_back]"])
      expect(find(selector).matches(":disabled")).toBe(true);
    fire(all(".lw-unit")[0] as Element, "click");
    fire(all(".lw-unit")[0] as Element, "keydown", { key: "Enter" });
    fire(all(".lw-unit")[0] as Element, "pointerover");
    expect(study.state["removed"]).toEqual([1]);
    expect(all(".lw-unit")[0]?.title).toBe("");
    expect(study.state["highlight"]).toBe(0);
    expect([study.saved, study.sent]).toEqual([[], []]);
    expect(find(".lw-detail").textContent).toContain("good: weight");
    expect(find(".lw-variant-text.lw-variant").textContent).toContain("model not called");
  });
  test("is restored with a button that keeps its space", async () => {
    const study = textStudy({ removed: [0] });
    const { find } = await open(text, study);
    find("[data-action=put_back]").click();
    expect(study.saved).toEqual([{ removed: [] }]);
    expect(find(".lw-variant").hidden).toBe(true);
    expect(find("[data-action=put_back]").classList.contains("lw-away")).toBe(true);
    expect(find("[data-action=put_back]").hidden).toBe(false);
  });
  test("names the mask in the tooltip", async () => {
    const { text: given } = textOf("good day", ["good", "day"], "UNKWORDZ");
    const { all } = await open(text, textStudy({ text: given }));
    fire(all(".lw-unit")[0] as Element, "pointerover");
    expect(all(".lw-unit")[0]?.title).toContain("replace it with “UNKWORDZ”");
  });
  test("changes the surrogate by the frame's weights only", () => {
    const frame = {
      bars: [{ feature: 3, weight: 0.5, interval: 0, slope: undefined }],
      localPrediction: 0.75,
    };
    expect(surrogateWithout(frame as never, [3, 8])).toBe(0.25);
    expect(surrogateWithout(frame as never, [8])).toBe(0.75);
  });
});

describe("another text", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const type = (field: HTMLTextAreaElement, value: string) => {
    field.value = value;
    fire(field, "input");
  };
  const opened = async (study = textStudy()) => {
    const { find } = await open(text, study);
    return {
      study,
      find,
      field: find<HTMLTextAreaElement>(".lw-typed"),
      restore: find("[data-action=reset_row]"),
    };
  };

  test("is sent when the typing pauses, once", async () => {
    const { study, field } = await opened();
    field.focus();
    for (const value of ["b", "ba", "bad"]) {
      type(field, value);
      vi.advanceTimersByTime(500);
    }
    expect(study.sent).toEqual([]);
    vi.advanceTimersByTime(100);
    fire(field, "blur");
    expect(study.sent).toEqual([{ type: "text", value: "bad" }]);
  });
  test("is not sent as empty while the box is cleared for the next text", async () => {
    const { study, field } = await opened();
    type(field, "");
    vi.advanceTimersByTime(1500);
    type(field, "bad");
    vi.advanceTimersByTime(600);
    type(field, "");
    vi.advanceTimersByTime(3000);
    expect(study.sent).toEqual([
      { type: "text", value: "bad" },
      { type: "text", value: "" },
    ]);
  });
  test("is sent at once with Ctrl+Enter, and when the focus leaves", async () => {
    const { study, field } = await opened();
    type(field, "bad");
    fire(field, "keydown", { key: "Enter", ctrlKey: true });
    type(field, "worse");
    fire(field, "blur");
    vi.advanceTimersByTime(1000);
    expect(study.sent).toEqual([
      { type: "text", value: "bad" },
      { type: "text", value: "worse" },
    ]);
  });
  test("is not sent when nothing changed, whatever the line endings", async () => {
    const { text: given } = textOf("good\r\nday", ["good", "day"]);
    const { study, field } = await opened(textStudy({ text: given }));
    field.focus();
    fire(field, "blur");
    type(field, "x");
    type(field, "good\nday");
    vi.advanceTimersByTime(1000);
    fire(field, "keydown", { key: "Enter", ctrlKey: true });
    expect(study.sent).toEqual([]);
  });
  test("is not overwritten during typing, whatever arrives", async () => {
    const { study, field } = await opened();
    field.focus();
    type(field, "half a sen");
    study.receive({ text: textOf("from code", ["from", "code"]).text });
    expect(field.value).toBe("half a sen");
    vi.advanceTimersByTime(600);
    study.receive({ text: { ...textOf("half a sen", ["half"]).text, changed: true } });
    type(field, "half a sentence");
    study.receive({ text: { ...textOf("half a sen", ["half"]).text, changed: true } });
    expect(field.value).toBe("half a sentence");
  });
  test("follows a text set from code when nobody types", async () => {
    const { study, field } = await opened();
    study.receive({ text: textOf("from code", ["from", "code"]).text });
    expect(field.value).toBe("from code");
  });
  test("stays when refused, with the reason beside it, and is not resent automatically", async () => {
    const { study, field, find } = await opened();
    type(field, "…");
    vi.advanceTimersByTime(600);
    study.receive({ notice: "The text has no words." });
    expect(field.value).toBe("…");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(find(".lw-refusal").textContent).toBe("The text has no words.");
    fire(field, "blur");
    expect(study.sent).toHaveLength(1);
    type(field, "words");
    vi.advanceTimersByTime(600);
    expect(find(".lw-refusal").textContent).toBe("");
  });
  test("that was refused is not overwritten while the box has the focus", async () => {
    const { study, field } = await opened();
    field.focus();
    type(field, "…");
    vi.advanceTimersByTime(600);
    study.receive({ notice: "The text has no words." });
    study.receive({ text: textOf("from code", ["from", "code"]).text });
    expect(field.value).toBe("…");
    field.blur();
    study.receive({ text: textOf("more code", ["more", "code"]).text });
    expect(field.value).toBe("more code");
  });
  test("can be reset to the original as soon as it is requested, whatever is displayed", async () => {
    const { study, restore } = await opened(textStudy({ changed: false }));
    study.receive({ changed: true, current: false });
    expect(restore.classList.contains("lw-away")).toBe(false);
    study.receive({ changed: false });
    expect(restore.classList.contains("lw-away")).toBe(true);
  });
  test("can be reset to the original text", async () => {
    const { study, field, restore } = await opened();
    expect(restore.classList.contains("lw-away")).toBe(true);
    study.receive({ text: { ...textOf("bad day", ["bad", "day"]).text, changed: true } });
    expect(restore.classList.contains("lw-away")).toBe(false);
    restore.click();
    expect(study.sent).toEqual([{ type: "reset_row" }]);
    study.receive({ text: textOf("good day", ["good", "day"]).text });
    expect(field.value).toBe("good day");
    expect(restore.classList.contains("lw-away")).toBe(true);
  });
  test("can be reset also after a refusal", async () => {
    const { field, restore } = await opened();
    type(field, "…");
    vi.advanceTimersByTime(600);
    restore.click();
    expect(field.value).toBe("good day, good film");
  });
});

test("the text is edited where it stands, and its colors come back", async () => {
  const study = textStudy();
  const { find } = await open(text, study);
  const edit = find("[data-action=edit_text]");
  const shown = () => [
    find(".lw-words").hidden,
    find(".lw-typing").hidden,
    edit.getAttribute("aria-expanded"),
  ];
  expect(shown()).toEqual([false, true, "false"]);
  edit.click();
  expect(shown()).toEqual([true, false, "true"]);
  expect(document.activeElement).toBe(find(".lw-typed"));
  edit.click();
  expect(shown()).toEqual([false, true, "false"]);
  edit.click();
  study.connect(false);
  expect(shown()).toEqual([false, true, "false"]);
});

describe("while a text is edited", () => {
  test("the line below says how to end it, and no longer to click words", async () => {
    const { find } = await open(text, textStudy());
    const line = () => find(".lw-text .lw-detail").textContent;
    expect(line()).toBe("Point at a word for its weight, click it to remove it.");
    find("[data-action=edit_text]").click();
    expect(line()).toBe("Done shows the colors, Escape takes the text back.");
    expect(find(".lw-keys").className).toContain("lw-away");
    find("[data-action=edit_text]").click();
    expect(line()).toBe("Point at a word for its weight, click it to remove it.");
  });
  test("Escape takes back what was typed, sent or not, and ends the editing", async () => {
    const study = textStudy();
    const { find } = await open(text, study);
    const field = find<HTMLTextAreaElement>(".lw-typed");
    const before = field.value;
    find("[data-action=edit_text]").click();
    field.value = "half a sen";
    fire(field, "input");
    fire(field, "keydown", { key: "Escape" });
    expect([field.value, find(".lw-typing").hidden, study.sent]).toEqual([before, true, []]);
    expect(document.activeElement).toBe(find("[data-action=edit_text]"));

    find("[data-action=edit_text]").click();
    field.value = "another text";
    fire(field, "input");
    fire(field, "keydown", { key: "Enter", ctrlKey: true });
    fire(field, "keydown", { key: "Escape" });
    expect(study.sent).toEqual([
      { type: "text", value: "another text" },
      { type: "text", value: before },
    ]);
  });
});
