"""Coalitions of a row's values: samples that keep some of them and take the others from the training table."""
