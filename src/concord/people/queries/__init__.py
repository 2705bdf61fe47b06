"""The questions about people, with their number of queries known."""
