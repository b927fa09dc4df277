"""The local surrogate: features selected and a weighted regression fitted, at many kernel widths."""
