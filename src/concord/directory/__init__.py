"""Who can help: organisations, services, hours, and the same for other systems."""
