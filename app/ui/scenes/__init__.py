"""Teaching: scenes, their samples and ranges, refreshes and model versions."""
