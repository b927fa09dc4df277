"""Views of a study. They draw what it says and compute nothing."""
