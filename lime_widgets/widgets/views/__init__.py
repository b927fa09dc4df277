"""Views that our own front end draws."""
