"""Widgets that several rooms use. Each shows something and says what the person did."""
