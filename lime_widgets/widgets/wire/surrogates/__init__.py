"""What crosses to the browser of trees, and of a surrogate of the whole model."""
