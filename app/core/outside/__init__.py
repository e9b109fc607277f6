"""What lies in files outside of the library, and belongs to its photos."""
