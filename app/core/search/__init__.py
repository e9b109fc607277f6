"""The language of the search: text to query to text, and the table of its fields."""
