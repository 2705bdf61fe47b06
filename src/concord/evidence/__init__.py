"""Evidence: indicators, the figures observed for them, and what they show."""
