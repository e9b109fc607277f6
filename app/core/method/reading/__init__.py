"""What the gate reads of a photo whatever its ranges are: kept, to cut it again at once."""
