"""Parts shared by all kinds of data: sequences of perturbations, explainers and caches of model answers."""
