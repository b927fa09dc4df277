"""Images: superpixels, how an image is perturbed, and the overlay."""
