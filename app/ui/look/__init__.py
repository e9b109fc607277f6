"""Looking at photos: the whole screen, one after the other, side by side, with what is known."""
