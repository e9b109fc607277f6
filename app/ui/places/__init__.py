"""The places page: a map of the world with the photos on it, and a list of towns and countries."""
