"""Which records are the same person: two files linked, or one file deduplicated.

No models, no database, no settings: it reads CSV files, trains itself on them with
Splink, and answers with pairs or clusters. docs/linkage.md says how it works, what was
measured, and what it must not be used for.
"""
