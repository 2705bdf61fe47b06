"""Pages of the MARAC room."""
