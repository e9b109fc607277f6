"""Tables that leave the program for spreadsheets, scripts and archives: CSV, JSON, fixity."""
