// A label map as the kernel sends it: run lengths, row by row.
import { say } from "../texts/catalogue";
import { decode } from "./codec";
import type { Runs } from "./wire";

/** Return the superpixel of each of `size` pixels, row by row. */
export function decodeRuns({ lengths, values }: Runs, size: number): Int32Array {
  const [runs, labels] = [lengths, values].map((wire) => decode(wire, wire.dtype === "i2" ? "i2" : "i4"));
  if (runs === undefined || labels === undefined) throw new Error(say("fault.no_runs"));
  const map = new Int32Array(size);
  let end = 0;
  for (let k = 0; k < runs.length; k += 1) {
    const start = end;
    end += runs[k] ?? 0;
    map.fill(labels[k] ?? -1, start, end);
  }
  if (end !== size) throw new Error(say("fault.pixels", { size, found: String(end) }));
  return map;
}
