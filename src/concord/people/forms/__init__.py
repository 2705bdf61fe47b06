"""Forms of people: they read what was typed; the verbs say whether it can be so."""
