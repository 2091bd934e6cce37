"""Every table as Piccolo knows it, for simple reads; a test holds them to what the migrations make.

`default=None` says that the database has no default. Keys and references stand in the migrations, since Piccolo can
say neither over several columns: where the key has several, `primary_key` marks the one that tells most, and rows
are selected through these classes, never saved or removed.
"""

from piccolo.conf.apps import table_finder
from piccolo.table import Table

from service.store.migrate import Applied

MODULES = (
    "accounts",
    "attachments",
    "devices",
    "discharges",
    "eligibility",
    "organisations",
    "people",
    "policies",
    "pushes",
    "questions",
    "submissions",
    "sync",
)

TABLES: tuple[type[Table], ...] = (Applied, *table_finder([f"{__name__}.{module}" for module in MODULES]))
