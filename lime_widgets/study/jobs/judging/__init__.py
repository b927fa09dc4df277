"""Jobs that find out how far an explanation can be believed."""
