"""Help: all keys, a tour, a report of a problem, what this program is."""
