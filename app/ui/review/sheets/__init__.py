"""Review by the sheet: a wall of photos with one proposal, answered with one key."""
