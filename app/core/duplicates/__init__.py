"""Copies of photos: which rows lie near, which pictures are the same, and what is kept."""
