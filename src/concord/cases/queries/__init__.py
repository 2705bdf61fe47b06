"""The questions about cases, with their number of queries known."""
