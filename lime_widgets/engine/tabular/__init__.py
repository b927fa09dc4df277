"""Table rows: their columns, bins, perturbations, explainer and slices."""
