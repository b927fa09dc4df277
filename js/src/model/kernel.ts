// The weights of the named kernels, as lime_widgets/engine/explanation/kernel.py defines them. Computing them here
// lets them follow a drag of the width.
import type { KernelName } from "./wire";

export const kernels: Readonly<Record<KernelName, (share: number) => number>> = {
  exponential: (share) => Math.exp(-0.5 * share * share),
  gaussian: (share) => Math.exp(-share * share),
  epanechnikov: (share) => Math.max(0, 1 - share * share),
  triangular: (share) => Math.max(0, 1 - share),
  uniform: (share) => (share <= 1 ? 1 : 0),
};

/** Return the weight of each distance at `width`; NaN for the user's own kernel, which only the kernel knows. */
export function weightsOf(distances: ArrayLike<number>, kernel: string, width: number): Float64Array {
  const weigh = Object.hasOwn(kernels, kernel) ? kernels[kernel as KernelName] : () => Number.NaN;
  const weights = new Float64Array(distances.length);
  for (let i = 0; i < weights.length; i += 1) {
    weights[i] = weigh((distances[i] ?? Number.NaN) / width);
  }
  return weights;
}
