"""Views that bqplot draws."""
