"""One module a step, named rNNNN_<what>."""
