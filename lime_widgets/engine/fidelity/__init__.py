"""How faithful an explanation is to the model: R² on fresh samples, by the number of features, and when parts go."""
