"""What a person collects: stars and flags of photos."""
