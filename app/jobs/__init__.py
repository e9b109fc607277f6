"""Everything that changes the library: plain generators that yield Progress and return Change."""
