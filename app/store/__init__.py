"""The library file: one SQLite database, the truth about photos, labels and models."""
