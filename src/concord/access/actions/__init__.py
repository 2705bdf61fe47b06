"""The verbs of the access room: invitations, hats, cover."""
