"""What a search means in a library file: from its tree to SQL, and the index that words are in."""
