// The bqplot models of a plotted view: figures, scales and marks. The kernel creates them once and names them in the
// trait `parts`. The browser fills them and sends nothing back.

import { prefix, type ViewModel } from "../model/study_model";
import { say } from "../texts/catalogue";

/** The part of bqplot's models that we use. */
export interface Part {
  get(name: string): unknown;
  set(values: Readonly<Record<string, unknown>>): void;
}

/** Return the part of that name; throw where the kernel made none. */
export type Parts = (name: string) => Part;

export async function findParts(model: ViewModel): Promise<Parts> {
  const references = Object.entries((model.get("parts") ?? {}) as Record<string, string>);
  const found = new Map(
    await Promise.all(
      references.map(async ([name, reference]) => {
        const part = await model.widget_manager.get_model(reference.slice(prefix.length));
        return [name, part as Part | undefined] as const;
      }),
    ),
  );
  return (name) => {
    const part = found.get(name);
    if (part === undefined) throw new Error(say("fault.part_gone", { name }));
    return part;
  };
}

/**
 * Set the values that differ, in one event. Typed arrays must own their bytes: bqplot writes the whole buffer when a
 * notebook is saved with its widgets.
 */
export function put(part: Part, values: Readonly<Record<string, unknown>>): void {
  const changes = Object.entries(values).filter(([name, value]) => !isSame(part.get(name), value));
  if (changes.length > 0) part.set(Object.fromEntries(changes));
}

export interface Curve {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** Return a mark's data: any number of curves of any lengths, with gaps at NaN. */
export function curvesOf(curves: readonly Curve[]): { x: Data; y: Data } {
  if (curves.length === 0) return { x: new Float64Array(0), y: new Float64Array(0) };
  return { x: curves.map(({ x, y }) => ended(x, y, x)), y: curves.map(({ x, y }) => ended(x, y, y)) };
}

type Data = Float64Array | Float64Array[];

/**
 * bqplot puts a hidden label at each curve's last point, and complains where that is NaN. So a curve that ends in a
 * gap gets one more point, which alone draws no line.
 */
function ended(x: ArrayLike<number>, y: ArrayLike<number>, values: ArrayLike<number>): Float64Array {
  const n = values.length;
  // Of no curve at all it would read the last point too.
  if (n === 0) return Float64Array.of(1);
  if (Number.isFinite(y[n - 1])) return Float64Array.from(values);
  const last = new Float64Array(n + 1);
  last.set(Array.from(values));
  last[n] = values === x ? (x[n - 1] as number) : 1;
  return last;
}

/** Whether two plain values, lists or typed arrays are equal. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (isList(a) && isList(b)) {
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i += 1) if (!isSame(a[i], b[i])) return false;
    return true;
  }
  if (!isPlain(a) || !isPlain(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => isSame(a[name], b[name]));
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
