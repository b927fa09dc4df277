// One of bqplot's scales: its ends, which are set here, and the mapping between data and shares of the plot area.
import { type Part, put } from "./parts";
import { niceCeiling } from "./scale";

export interface Dimension {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  /** 0 at the low end, 1 at the high one; beyond them outside. */
  share(value: number): number;
  value(share: number): number;
  /** Ends that are not numbers, or one and the same, are left as they were. */
  set(low: number, high: number): void;
}

export function dimensionOf(scale: Part): Dimension {
  // bqplot would leave room for half a line's width, more in one figure than in another.
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

/** The value at a share of a linear scale, to a decimal that is finer than a pixel and no more. */
export function roundAt({ low, high, value }: Dimension, share: number): number {
  const digits = Math.ceil(-Math.log10((high - low) / 2000));
  return Number(value(share).toFixed(Math.min(100, Math.max(0, digits))));
}

/** An axis is lengthened at each end by less than what is next to this part of it, and round. */
const parts = 16;

/**
 * Sets a linear scale's ends to the round numbers outside of these, so that most steps of a hand leave them as they are:
 * at every change bqplot draws the axis anew, and has all of the page's styles worked out once for each tick.
 */
export function hold(dimension: Dimension, low: number, high: number): void {
  const step = niceCeiling((high - low) / parts);
  // Never a negative nought.
  dimension.set(step * Math.floor(low / step + 1e-9) + 0, step * Math.ceil(high / step - 1e-9) + 0);
}
