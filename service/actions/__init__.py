"""One transaction a function: lock, decide, record."""
