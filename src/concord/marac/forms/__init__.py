"""Forms of the MARAC room."""
