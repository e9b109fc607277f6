"""The laboratory: measuring scene packs, and making them. Nothing of the album needs it."""
