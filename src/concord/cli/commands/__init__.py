"""The commands, a module per chapter of the manual. They import rooms when they run."""
