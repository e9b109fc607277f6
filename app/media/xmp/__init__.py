"""Keywords in the dialect of other photo programs: XMP packets, sidecars, and inside copies."""
