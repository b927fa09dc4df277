// One of bqplot's scales: its ends, which are set here, and the mapping between data and shares of the plot area.

import { niceCeiling } from "../model/scale";
import { type Part, put } from "./parts";

export interface Dimension {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  /** 0 at the low end, 1 at the high end, beyond both outside of them. */
  share(value: number): number;
  value(share: number): number;
  /** Ignore ends that are not finite or that are equal. */
  set(low: number, high: number): void;
}

export function dimensionOf(scale: Part): Dimension {
  // bqplot would leave room for half a line's width, which differs between figures.
  put(scale, { allow_padding: false });
  const log = scale.get("_model_name") === "LogScaleModel";
  const forth = log ? Math.log : (value: number) => value;
  const back = log ? Math.exp : (value: number) => value;
  const end = (name: "min" | "max") => Number(scale.get(name));
  return {
    log,
    get low() {
      return end("min");
    },
    get high() {
      return end("max");
    },
    share(value) {
      const [low, high] = [forth(end("min")), forth(end("max"))];
      return (forth(value) - low) / (high - low);
    },
    value(share) {
      const [low, high] = [forth(end("min")), forth(end("max"))];
      return back(low + share * (high - low));
    },
    set(low, high) {
      const possible = Number.isFinite(low) && Number.isFinite(high) && low < high && (!log || low > 0);
      if (possible) put(scale, { min: low, max: high });
    },
  };
}

/** Return the value at a share of a linear scale, rounded to a little less than a pixel. */
export function roundAt({ low, high, value }: Dimension, share: number): number {
  const digits = Math.ceil(-Math.log10((high - low) / 2000));
  return Number(value(share).toFixed(Math.min(100, Math.max(0, digits))));
}

/** An axis is extended at each end to a round multiple of about this fraction of its length. */
const parts = 16;

/**
 * Set a linear scale's ends to round numbers outside the given ones. Most steps of a drag then leave the ends
 * unchanged. At every change, bqplot redraws the axis and recomputes all styles of the page once for each tick.
 */
export function hold(dimension: Dimension, low: number, high: number): void {
  const step = niceCeiling((high - low) / parts);
  // Avoid negative zero.
  dimension.set(step * Math.floor(low / step + 1e-9) + 0, step * Math.ceil(high / step - 1e-9) + 0);
}
