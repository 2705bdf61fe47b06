"""Get help safely: the public pages of a partnership."""
