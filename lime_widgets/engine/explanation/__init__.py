"""From a neighborhood to an explanation: distances, kernels, the result and its doubts."""
