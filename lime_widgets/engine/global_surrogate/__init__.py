"""A surrogate of the whole model, fitted to its answers for training rows, and the local one beside it."""
