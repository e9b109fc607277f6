"""Deciding about photos: the desk, the bar of decisions, why the program thinks so."""
