"""Tags that leave the program: into sidecars beside photos, and into copies."""
