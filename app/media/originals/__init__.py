"""A person's own files: what belongs to a photo, and the one place that moves any of it."""
