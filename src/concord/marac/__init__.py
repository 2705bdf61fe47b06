"""MARAC: the meeting at which agencies talk about the gravest cases."""
