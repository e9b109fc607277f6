"""The search line: what is typed, what of it was understood, and what may be typed next."""
