"""Widgets. Each shows something and says what the person did; none decides."""
