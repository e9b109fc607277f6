"""Qt models over the library's reader: ids first, rows when they are looked at."""
