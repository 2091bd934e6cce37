"""The schema step by step: every step is a Python file that names it, and the SQL file beside it."""
