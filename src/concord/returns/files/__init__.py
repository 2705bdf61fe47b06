"""A return as a file: the Excel template and the CSV, made and read back."""
