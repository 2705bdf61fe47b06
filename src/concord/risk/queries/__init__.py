"""The questions about risk, with their number of queries known."""
