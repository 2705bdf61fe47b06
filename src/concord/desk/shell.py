"""What stands around every page: name, person, hat, rooms."""
