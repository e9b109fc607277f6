"""What other programs wrote about photos, as the library keeps it."""
