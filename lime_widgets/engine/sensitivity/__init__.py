"""How far an explanation changes when the instance changes a little."""
