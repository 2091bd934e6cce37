"""What the database says when it takes work in no more: for ever, or just now."""

import asyncpg

POISON = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)
"""SQLSTATE classes 22 and 23: what was to be written can't be stored as it is."""
PASSING = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.QueryCanceledError)
"""40001, 40P01 and 57014: nothing is wrong with it, it only came at a bad moment."""
