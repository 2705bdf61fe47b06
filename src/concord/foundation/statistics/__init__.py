"""Statistics that hold up: no models, no database, no settings."""
