"""The state and messages that cross to the browser."""
