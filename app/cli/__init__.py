"""The terminal: the same library and jobs, with a progress bar and JSON."""
