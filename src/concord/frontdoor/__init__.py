"""The front door: every referral, by whatever way, looked at and sent the right way."""
