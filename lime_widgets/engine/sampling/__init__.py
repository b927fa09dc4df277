"""Sampling designs: where the perturbations of an instance lie."""
