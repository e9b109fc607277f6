"""Care for the library file: copies, the one window that has it, examination, and salvage."""
