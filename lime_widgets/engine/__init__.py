"""The engine: perturb, ask the black box, weigh, fit. It knows no widget and no notebook."""
