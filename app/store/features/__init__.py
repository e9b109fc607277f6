"""Kept features: as rows of the library, and as a memory-mapped array beside it."""
