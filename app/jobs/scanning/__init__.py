"""From folders on a disk to photos in the library: walk, recognise, read, tag, write."""
