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

/** The factors of the squared share in the logarithms of these kernels. */
const rates: Readonly<Record<string, number>> = { exponential: -0.5, gaussian: -1 };
/** Larger logarithms of weights would overflow in sums of squares. */
const mostLog = 300;

/**
 * Return the weight of each distance at `width`; NaN for the user's own kernel, which only the kernel knows. Where rows
 * were drawn more densely in some places, `logProposal` is the logarithm of the density, and the weights are divided
 * by it.
 */
export function weightsOf(
  distances: ArrayLike<number>,
  kernel: string,
  width: number,
  logProposal: ArrayLike<number> | null = null,
): Float64Array {
  if (logProposal !== null) return relativeWeights(distances, kernel, width, logProposal);
  const weigh = Object.hasOwn(kernels, kernel) ? kernels[kernel as KernelName] : () => Number.NaN;
  const weights = new Float64Array(distances.length);
  for (let i = 0; i < weights.length; i += 1) {
    weights[i] = weigh((distances[i] ?? Number.NaN) / width);
  }
  return weights;
}

/** Divide kernel weights by densities: both may be too small for a number, and their ratio not. */
function relativeWeights(
  distances: ArrayLike<number>,
  kernel: string,
  width: number,
  logProposal: ArrayLike<number>,
): Float64Array {
  const rate = rates[kernel];
  const weights = rate === undefined ? weightsOf(distances, kernel, width) : null;
  return Float64Array.from(distances, (distance, i) => {
    const share = distance / width;
    const log = rate === undefined ? Math.log(weights?.[i] ?? Number.NaN) : rate * share * share;
    return Math.exp(Math.min(mostLog, log - (logProposal[i] ?? 0)));
  });
}
