"""How far an explanation changes with the seed, and how many samples settle its choice of features."""
