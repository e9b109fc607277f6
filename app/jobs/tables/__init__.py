"""Tables of the library for spreadsheets, scripts and archives, and verifying one of them."""
