"""The questions of the plan room: read models with a known number of queries."""
