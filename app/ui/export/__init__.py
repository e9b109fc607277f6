"""Tags that leave the program: what would be written is shown before it is."""
