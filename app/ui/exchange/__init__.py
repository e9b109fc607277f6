"""Words and tables of other programs: what comes in and goes out as text."""
