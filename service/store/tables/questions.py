"""What councils ask of their own beside a form."""

from piccolo.columns import JSONB, UUID, Integer, Text, Timestamptz
from piccolo.table import Table

from service.store.engine import HELD


class QuestionSet(Table, db=HELD):
    authority_id = UUID(default=None)
    form = Text(default=None)
    version = Integer(default=None, primary_key=True)
    form_version = Integer(default=None)
    asked = JSONB(default=None)
    reason = Text(default=None)
    made_by = UUID(default=None)
    made_at = Timestamptz(default=None)
    opened_at = Timestamptz(default=None, null=True)
    opened_by = UUID(default=None, null=True)
    accept_until = Timestamptz(default=None, null=True)
