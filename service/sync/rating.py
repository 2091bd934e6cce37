"""By which rules tablets rate: what a council decides comes to them before it is in force."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Raw

from schemas.base import encode
from schemas.pulls import PullRow
from schemas.rulesets import CouncilRuleset, Ruleset
from service.store import rulesets as store
from service.store.engine import Connection
from service.store.rulesets import Owned, Rated
from workflows.rulesets import FIRST, with_additions


async def rulesets(db: Connection, decided: Sequence[Rated], at: datetime) -> list[PullRow]:
    """Those that councils have in force, or will have, by all that they decided about it, the earliest first."""
    now = {one.authority_id: one for one in decided if one.effective_from <= at}
    needed = [*now.values(), *(one for one in decided if one.effective_from > at)]
    drafted = await store.named(db, ((one.authority_id, one.policy.ruleset) for one in needed))
    return [_row(one, drafted) for one in needed]


def _row(one: Rated, drafted: Mapping[Owned, Ruleset]) -> PullRow:
    base = drafted.get((one.authority_id, one.policy.ruleset)) or FIRST[one.policy.ruleset]
    rules = with_additions(base, one.policy.rules, one.version)
    body = CouncilRuleset(
        **{name: getattr(rules, name) for name in Ruleset.__struct_fields__},
        authority_id=one.authority_id,
        in_force_from=one.effective_from,
    )
    return PullRow(
        scope=None,
        seq=None,
        kind="ruleset",
        id=f"{base.name}@{base.version}+{one.version}:{one.authority_id}",
        rev=base.version,
        removed=False,
        body=Raw(encode(body)),
    )
