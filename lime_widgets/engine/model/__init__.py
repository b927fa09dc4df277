"""The black box: how a model is called, and how its responses are read."""
