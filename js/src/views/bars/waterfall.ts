// A waterfall: from the surrogate's base, one feature after the other, to the surrogate's answer, with the model's
// beside it. It shows where the sum overshoots.
import type { Frame } from "../../model/frames";
import { place, type Span, spanOf } from "../../model/scale";
import { say } from "../../texts/catalogue";
import { arrange, make, show, write } from "../../ui/elements";
import { writeName } from "../../ui/names/names";
import { pair, weight } from "../../words/format";

/** The sum of the Shapley values that are not shown, and their number. */
export interface Rest {
  weight: number;
  n: number;
}

/** A waterfall of one frame. */
export interface Fall {
  span: Span;
  starts: Map<number, number>;
  base: number;
  /** Where the features that are not shown begin, what they sum up to, and their number; null without any. */
  others: (Rest & { start: number }) | null;
  /** Whether base and weights add up to the model's answer, as Shapley values do. */
  complete: boolean;
  /** The surrogate's and the model's answer, in the unit of the weights. */
  surrogate: number;
  model: number;
}

/** Lay out a waterfall; `logistic` weights are in log-odds, and so are its ends. */
export function fallOf(frame: Frame, model: number, logistic: boolean, rest: Rest | null = null): Fall {
  const base = frame.intercept;
  const starts = new Map<number, number>();
  let at = base;
  const corners = [base];
  for (const { feature, weight } of frame.bars) {
    starts.set(feature, at);
    at += weight;
    corners.push(at);
  }
  const others = rest === null || rest.n === 0 ? null : { ...rest, start: at };
  at += rest?.weight ?? 0;
  corners.push(at);
  const said = logistic ? logit(model) : model;
  return {
    span: spanOf([...corners, said]),
    starts,
    others,
    complete: rest !== null,
    base,
    surrogate: at,
    model: said,
  };
}

function logit(p: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, p));
  return Math.log(inside / (1 - inside));
}

/** The lines above and below the bars of a waterfall. */
export interface Totals {
  first: HTMLElement;
  /** The features that are not shown. */
  others: HTMLElement;
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
  const others = makeOthers();
  return {
    first: first.node,
    others: others.node,
    last: last.node,
    draw(fall) {
      for (const { node } of [first, last]) show(node, fall !== null);
      others.draw(fall);
      if (fall === null) return;
      const [base, surrogate] = pair(fall.base, fall.surrogate);
      const [, model] = pair(fall.surrogate, fall.model);
      write(first.number, base);
      write(last.number, surrogate);
      // Shapley values and the base add up to the model's answer.
      writeName(last.label, fall.complete ? say("waterfall.answer") : say("waterfall.ends", { model }));
      show(last.model, !fall.complete);
      first.dot.style.left = `${place(fall.base, fall.span).toFixed(2)}%`;
      last.dot.style.left = `${place(fall.surrogate, fall.span).toFixed(2)}%`;
      last.model.style.left = `${place(fall.model, fall.span).toFixed(2)}%`;
    },
  };
}

function makeOthers() {
  const label = make("span", { class: "lw-name" });
  const bar = make("span", { class: "lw-bar" });
  const number = make("span", { class: "lw-weight" });
  const plot = make("span", { class: "lw-plot" }, bar);
  const numbers = make("span", { class: "lw-numbers" }, number);
  const line = make("div", { class: "lw-total lw-total-others" }, label, plot, numbers);
  const node = make("div");
  return {
    node,
    draw(fall: Fall | null): void {
      const others = fall?.others ?? null;
      arrange(node, others === null ? [] : [line]);
      if (fall === null || others === null) return;
      const end = others.start + others.weight;
      const [from, to] = [Math.min(others.start, end), Math.max(others.start, end)];
      bar.style.left = `${place(from, fall.span).toFixed(2)}%`;
      bar.style.width = `${(place(to, fall.span) - place(from, fall.span)).toFixed(2)}%`;
      line.classList.toggle("lw-for", others.weight > 0);
      line.classList.toggle("lw-against", others.weight < 0);
      write(label, say("waterfall.others", { n: others.n }));
      write(number, weight(others.weight, Math.abs(others.weight)));
    },
  };
}
