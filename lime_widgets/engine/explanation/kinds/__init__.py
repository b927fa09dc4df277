"""Explanations by surrogates that are no plain ridge: trees in words, and priors from other explanations."""
