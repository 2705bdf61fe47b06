"""The desk: what a person meets first. Home, hats, people, errors."""
