// A waterfall: from the surrogate's base, one feature after the other, to the surrogate's answer, with the model's
// beside it. It shows where the sum overshoots.
import type { Frame } from "../../model/frames";
import { place, type Span, spanOf } from "../../model/scale";
import { say } from "../../texts/catalogue";
import { make, show, write } from "../../ui/elements";
import { writeName } from "../../ui/names/names";
import { pair } from "../../words/format";

/** A waterfall of one frame. */
export interface Fall {
  span: Span;
  starts: Map<number, number>;
  base: number;
  /** The surrogate's and the model's answer, in the unit of the weights. */
  surrogate: number;
  model: number;
}

/** Lay out a waterfall; `logistic` weights are in log-odds, and so are its ends. */
export function fallOf(frame: Frame, model: number, logistic: boolean): Fall {
  const base = frame.intercept;
  const starts = new Map<number, number>();
  let at = base;
  const corners = [base];
  for (const { feature, weight } of frame.bars) {
    starts.set(feature, at);
    at += weight;
    corners.push(at);
  }
  const said = logistic ? logit(model) : model;
  return { span: spanOf([...corners, said]), starts, base, surrogate: at, model: said };
}

function logit(p: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, p));
  return Math.log(inside / (1 - inside));
}

/** The lines above and below the bars of a waterfall. */
export interface Totals {
  first: HTMLElement;
  last: HTMLElement;
  /** Null where bars are drawn. */
  draw(fall: Fall | null): void;
}

export function makeTotals(): Totals {
  const line = (name: string) => {
    const dot = make("span", { class: "lw-total-mark" });
    const model = make("span", { class: "lw-total-mark lw-total-model", title: say("waterfall.model") });
    const number = make("span", { class: "lw-weight" });
    const numbers = make("span", { class: "lw-numbers" }, number);
    const label = make("span", { class: "lw-name" });
    writeName(label, name);
    const plot = make("span", { class: "lw-plot" }, dot, model);
    const node = make("div", { class: "lw-total" }, label, plot, numbers);
    return { node, dot, model, number, label };
  };
  const [first, last] = [line(say("waterfall.base")), line(say("waterfall.surrogate"))];
  show(first.model, false);
  return {
    first: first.node,
    last: last.node,
    draw(fall) {
      for (const { node } of [first, last]) show(node, fall !== null);
      if (fall === null) return;
      const [base, surrogate] = pair(fall.base, fall.surrogate);
      const [, model] = pair(fall.surrogate, fall.model);
      write(first.number, base);
      write(last.number, surrogate);
      writeName(last.label, say("waterfall.ends", { model }));
      first.dot.style.left = `${place(fall.base, fall.span).toFixed(2)}%`;
      last.dot.style.left = `${place(fall.surrogate, fall.span).toFixed(2)}%`;
      last.model.style.left = `${place(fall.model, fall.span).toFixed(2)}%`;
    },
  };
}
