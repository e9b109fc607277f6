"""What a person does with the photos' own files: open, hand out, copy, move, print, throw away."""
