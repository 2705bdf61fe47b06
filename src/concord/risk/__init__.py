"""Risk: instruments, assessments of a case, and what they say about MARAC."""
