"""Whether two records are of one person: pure functions, without the database."""
