"""Repeats of an explanation, and samples drawn until it is settled, as the browser has them."""
