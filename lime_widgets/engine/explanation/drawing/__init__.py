"""Explanations as pictures and text for pages without widgets, and for print."""
