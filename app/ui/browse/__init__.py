"""Looking through the photos: lists, filters, grid and loupe."""
