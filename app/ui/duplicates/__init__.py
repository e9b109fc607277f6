"""Duplicates: copies side by side, what is proposed for them, and the way to the trash."""
