"""What may happen, and why: pure functions from facts and times to decisions."""
