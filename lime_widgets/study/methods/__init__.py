"""LIME and Shapley values of one study: the switch between them, and the other one beside the displayed one."""
