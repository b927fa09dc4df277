"""Images: their superpixels, perturbations, explainer and overlay."""
