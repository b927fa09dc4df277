// A single value of the model on the range of its answers to the samples, beside the surrogate's.

import { say } from "../../texts/catalogue";
import { make, mark, show, write } from "../../ui/elements";
import { number } from "../../words/format";

/** Create a track for the model's value and the surrogate's, on the range of the model's answers to the samples. */
export function makeRange() {
  const [low, high] = [make("span", { class: "lw-end" }), make("span", { class: "lw-end" })];
  const modelDot = make("span", { class: "lw-dot" });
  const surrogateDot = make("span", { class: "lw-dot lw-dot-surrogate" });
  const track = make("span", { class: "lw-range-track", role: "img" }, surrogateDot, modelDot);
  const node = make("div", { class: "lw-range" }, low, track, high);
  return {
    node,
    draw(value: number, surrogate: number, from: number, to: number) {
      const known = Number.isFinite(from) && Number.isFinite(to) && to > from;
      show(track, known);
      write(low, known ? number(from, 4) : "");
      write(high, known ? number(to, 4) : "");
      if (!known) return;
      const share = (x: number) =>
        `${(Math.max(0, Math.min(1, (x - from) / (to - from))) * 100).toFixed(2)}%`;
      modelDot.style.left = share(value);
      surrogateDot.style.left = share(surrogate);
      show(surrogateDot, Number.isFinite(surrogate));
      const values = { value: number(value, 4), from: number(from, 4), to: number(to, 4) };
      mark(modelDot, "title", say("range.model", values));
      mark(surrogateDot, "title", say("range.surrogate", { value: number(surrogate, 4) }));
      mark(track, "aria-label", say("range.whole", values));
      mark(track, "title", say("range.help", values));
    },
  };
}
