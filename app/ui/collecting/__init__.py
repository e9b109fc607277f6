"""Where a person collects photos: stars and flags."""
