"""What lies in files outside of the library, and what was done to them."""
