// The codec for all arrays between the kernel and the browser: {dtype, shape, data}, little endian, C order. The
// Python half is lime_widgets/widgets/wire/codec.py.

import { say } from "../texts/catalogue";
import type { Dtype, WireArray } from "./wire";

export interface Arrays {
  f8: Float64Array;
  f4: Float32Array;
  i4: Int32Array;
  i2: Int16Array;
  u1: Uint8Array;
}

const types = { f8: Float64Array, f4: Float32Array, i4: Int32Array, i2: Int16Array, u1: Uint8Array } as const;

/**
 * Return the values of `wire` in C order, checked against its shape. The result is a view of the received bytes where
 * alignment allows.
 */
export function decode<D extends Dtype>(wire: WireArray, dtype: D): Arrays[D] {
  // Numbers beyond single precision arrive in double precision.
  if (wire.dtype === "f8" && dtype === "f4") return decode(wire, "f8") as unknown as Arrays[D];
  if (wire.dtype !== dtype) {
    throw new Error(say("fault.dtype", { found: String(wire.dtype), wanted: dtype }));
  }
  const type = types[dtype];
  const count = wire.shape.reduce((product, side) => product * side, 1);
  const { buffer, byteOffset, byteLength } = bytesOf(wire.data);
  if (byteLength !== count * type.BYTES_PER_ELEMENT) {
    throw new Error(
      say("fault.bytes", { shape: wire.shape.join(", "), type: dtype, bytes: String(byteLength) }),
    );
  }
  // Several buffers of one message share an ArrayBuffer, so an offset may not be a multiple of the element size.
  const aligned = byteOffset % type.BYTES_PER_ELEMENT === 0;
  const view = aligned
    ? new type(buffer, byteOffset, count)
    : new type(buffer.slice(byteOffset, byteOffset + byteLength), 0, count);
  return view as Arrays[D];
}

/** Encode `values` in the wire format. */
export function encode<D extends Dtype>(dtype: D, shape: number[], values: ArrayLike<number>): WireArray {
  const array = types[dtype].from(values);
  return { dtype, shape, data: new DataView(array.buffer) };
}

function bytesOf(data: ArrayBufferView | ArrayBuffer): {
  buffer: ArrayBuffer;
  byteOffset: number;
  byteLength: number;
} {
  // Message buffers never use shared memory.
  if (ArrayBuffer.isView(data)) return data as ArrayBufferView<ArrayBuffer>;
  if (data instanceof ArrayBuffer) return { buffer: data, byteOffset: 0, byteLength: data.byteLength };
  throw new Error(say("fault.no_bytes"));
}
