"""Other programs' keywords as labels, where a person asks for it."""
