"""Table rows: columns, bins, and how a row is perturbed."""
