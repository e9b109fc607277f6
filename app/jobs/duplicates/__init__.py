"""Copies and near copies: finding them, and moving those that nobody needs to the trash."""
