"""Files outside of the library: which belong to a photo, and how one is written."""
