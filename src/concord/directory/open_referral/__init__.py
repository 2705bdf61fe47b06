"""Open Referral UK 3.0: how a service is written for other systems, and read."""
