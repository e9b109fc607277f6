"""Raw files of cameras: what they are, what stands in them, and the picture that they show."""
