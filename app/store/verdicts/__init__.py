"""Predictions of many photos, as rows of the library: by columns, and only those that differ."""
