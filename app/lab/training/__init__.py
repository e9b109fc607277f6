"""Making scene packs and tuning backbones; not part of the installed program."""
