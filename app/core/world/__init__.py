"""Towns and countries of the earth, and their outlines: places are named without a network."""
