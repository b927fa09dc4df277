// A button that moves the kernel width from its narrow end to its wide one, as a hand would.
import { decode } from "../model/codec";
import { positionOf } from "../model/steps";
import type { StudyModel } from "../model/study_model";
import { say } from "../texts/catalogue";
import { makeButton, mark, write } from "./elements";

/** One width is shown for so long, in milliseconds: 129 of them take eight seconds. */
const pace = 60;

export function makePlaying(study: StudyModel, signal: AbortSignal): HTMLButtonElement {
  let timer: ReturnType<typeof setInterval> | undefined;
  let expected = Number.NaN;
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    draw();
  };
  const step = () => {
    const grid = study.get("grid") ?? null;
    const widths = grid === null ? [] : [...decode(grid, "f8")];
    const width = study.get("kernel_width");
    // A hand that moves the width itself takes over.
    const taken = Number.isFinite(expected) && width !== expected;
    const next = widths[positionOf(widths, width) + 1];
    if (taken || next === undefined) {
      stop();
      return;
    }
    expected = next;
    study.set("kernel_width", next);
  };
  const button = makeButton("play", "", say("play.help"), signal, () => {
    if (timer !== undefined) {
      stop();
      return;
    }
    const grid = study.get("grid") ?? null;
    const [first, last] = grid === null ? [] : [decode(grid, "f8")[0], decode(grid, "f8").at(-1)];
    expected = Number.NaN;
    if (study.get("kernel_width") === last && first !== undefined) study.set("kernel_width", first);
    timer = setInterval(step, pace);
    draw();
  });
  const draw = () => {
    write(button, timer === undefined ? `▶ ${say("play")}` : `❚❚ ${say("pause")}`);
    mark(button, "aria-pressed", String(timer !== undefined));
  };
  draw();
  signal.addEventListener("abort", () => clearInterval(timer));
  return button;
}
