"""Photo files: finding, decoding, thumbnails, fingerprints, metadata. The home of Pillow."""
