"""What a person collects, as records and contracts: stars and flags."""
