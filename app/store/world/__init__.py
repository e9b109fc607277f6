"""Where photos were taken, as the library keeps it."""
