"""A person's own files: copied, moved, taken back, thrown away. Nothing else touches them."""
