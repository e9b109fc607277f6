"""Albumen: a photo album that tags photos by scene, and says no when it is not sure."""

__version__ = "0.1.0"
