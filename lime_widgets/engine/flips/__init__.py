"""Flips: the smallest changes of an instance after which the model predicts another class."""
