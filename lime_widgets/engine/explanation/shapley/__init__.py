"""Shapley values from the samples of a neighborhood: the game, its weights, the constrained fit."""
