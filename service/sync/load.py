"""How busy this process is, so that tablets come less often before they have to be refused."""

from msgspec import UNSET, UnsetType

from service.store.database import Database

SECONDS_EACH = 5
LONGEST_SECONDS = 60


def backoff(database: Database) -> int | UnsetType:
    """How many seconds a tablet had better leave before its next request; absent while there is no queue to speak of.

    Load is how often the pool is asked for more connections than it has: a queue as long as the pool is one round.
    """
    rounds = database.waited_for // database.max_size
    return min(rounds * SECONDS_EACH, LONGEST_SECONDS) or UNSET
