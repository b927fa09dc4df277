"""Texts: their units, perturbations and explainer."""
