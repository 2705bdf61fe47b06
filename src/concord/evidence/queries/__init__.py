"""Questions to the evidence room."""
