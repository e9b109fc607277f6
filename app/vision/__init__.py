"""Backbone, encoder, head training and scene packs. The home of torch."""
