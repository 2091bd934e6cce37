"""What keeps the database from starting, said in one sentence to whoever has to mend it."""


class PostgresError(Exception):
    """One sentence for a person: what is the case, and what to do next."""
