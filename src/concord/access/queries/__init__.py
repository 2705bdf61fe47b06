"""The questions of the access room."""
