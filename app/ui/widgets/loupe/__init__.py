"""One photo, large: what the loupe, the full screen and comparing are made of."""
