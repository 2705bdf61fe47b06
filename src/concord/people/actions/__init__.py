"""The verbs of people: recording, correcting, reaching, linking."""
