"""The jobs of a study's worker: samples, slices, removed features, previews, sweeps."""
