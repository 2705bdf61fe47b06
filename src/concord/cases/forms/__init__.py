"""The forms of cases: they parse and keep what was typed; the verbs decide."""
