"""Looks, after a run of tests, whether a value about somebody has left the program.

While tests run, values that are written to classified fields are learnt (`values`),
and everything that leaves is kept (`leaving`, fed by `taps`): logs, e-mails, addresses
of pages, error pages, warnings, the log of the database. When the run is over one is
looked up in the other (`looking`), and a run with a finding fails (`plugin`).
"""
