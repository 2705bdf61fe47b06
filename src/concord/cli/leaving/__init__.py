"""`concord export`: everything a partnership has, for another system to read."""
