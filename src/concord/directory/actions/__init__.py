"""The verbs: keeping the directory, importing, asking the services themselves."""
