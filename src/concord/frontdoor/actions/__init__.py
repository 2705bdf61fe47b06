"""The verbs of the front door: referring, looking into it, deciding."""
