"""The ideas of Albumen in Python and numpy: types, scenes, prototypes, gate, calibration."""
