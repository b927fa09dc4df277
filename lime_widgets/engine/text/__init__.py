"""Texts: units, and how a text is perturbed."""
