"""What is asked at the front door."""
