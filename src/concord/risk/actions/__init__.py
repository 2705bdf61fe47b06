"""The verbs of risk: assessing, stopping and coming back, instruments, local rules."""
