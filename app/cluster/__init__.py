"""Decoding and encoding on other machines, by Dask; this machine keeps the one writer."""
