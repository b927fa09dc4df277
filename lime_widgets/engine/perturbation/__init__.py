"""What every kind of data shares: a sequence of perturbations, its explainer, and the model's answers."""
