"""Why a tablet holds something or doesn't: each rule of the chain, in the order in which it counts."""

from collections.abc import Iterator
from datetime import datetime

from schemas.devices import DeviceState
from schemas.explanations import ExplainFacts, ExplainStep, HolderGrant

BASES = {
    "placement": "because the person lives there",
    "package": "because it provides a package of care",
    "referral": "because the person was referred to it",
    "verification": "to verify",
    "joint_funding": "because the funding is joint",
    "break_glass": "because somebody broke the glass",
}


def holds(facts: ExplainFacts, at: datetime) -> bool:
    """Whether the tablet has it once it has pulled everything there is for it."""
    granted = facts.kind == "outcome" or any(_is_live(grant, at) for grant in facts.grants)
    told = facts.told is not None and not facts.told.removed
    return facts.device_state is DeviceState.ACTIVE and granted and told


def steps(facts: ExplainFacts, at: datetime) -> Iterator[ExplainStep]:
    """The chain, ended by its conclusion."""
    yield from _device(facts)
    if facts.kind is None:
        yield _step("entity-unknown", "There is no such thing that you can know about.")
    else:
        yield _step("entity-kind", f"It is of the kind {facts.kind}.")
        yield from _grants(facts, at)
        yield from _scope(facts)
        yield from _work(facts)
    yield _conclusion(holds(facts, at))


def _device(facts: ExplainFacts) -> Iterator[ExplainStep]:
    yield _step(
        "device-location", f"The tablet belongs to {facts.location}: it may hold what that location may."
    )
    if facts.device_state is not DeviceState.ACTIVE:
        state = facts.device_state.replace("_", " ")
        yield _step(
            "device-not-active",
            f"The tablet is not in use ({state}): it may hand work in, and learns nothing.",
        )


def _grants(facts: ExplainFacts, at: datetime) -> Iterator[ExplainStep]:
    if facts.kind == "outcome":
        yield _step(
            "outcome-of-location",
            "What became of work is told to the location that it came from, and to no other.",
        )
        return
    for grant in facts.grants:
        why = BASES.get(grant.basis, grant.basis)
        if _is_live(grant, at):
            yield _step("grant-live", f"The location holds the person, {why}.", grant.valid_from)
        elif grant.valid_from > at:
            yield _step("grant-to-come", f"The location will hold the person, {why}.", grant.valid_from)
        else:
            yield _step(
                "grant-ended", f"The location held the person, {why}, and does no more.", grant.valid_until
            )
    if not facts.grants:
        yield _step("no-grant", "The location has never held the person whom this is about.")


def _scope(facts: ExplainFacts) -> Iterator[ExplainStep]:
    if facts.scope is None:
        yield _step("no-scope", "Nothing was ever told to the tablets of this location for this council.")
        return
    yield _step(
        "scope-head",
        f"What the location may hold for this council is its {facts.scope.scope_class} scope, which is at"
        f" {facts.scope.head}.",
    )
    told = facts.told
    if told is None:
        yield _step(
            "not-in-scope", "The scope was never told of it, or a deletion is so old that it was forgotten."
        )
    elif told.removed:
        yield _step(
            "left-scope",
            f"It left the scope, as number {told.seq}; tablets that pulled since deleted it.",
            told.changed_at,
        )
        if told.seq <= facts.scope.floor:
            yield _step(
                "below-floor", "A tablet that has not pulled since is told to pull the scope from its start."
            )
    else:
        yield _step(
            "in-scope",
            f"The scope has it in version {told.rev}, as number {told.seq}; a tablet that pulled less far lacks that.",
            told.changed_at,
        )


def _work(facts: ExplainFacts) -> Iterator[ExplainStep]:
    if facts.withheld:
        yield _step(
            "withheld", "What happens to it is withheld from the provider: the tablet has it as it arrived."
        )
    if facts.held_work:
        yield _step("held-work", f"{facts.held_work} pieces of this tablet's work on it wait for other work.")


def _conclusion(held: bool) -> ExplainStep:
    if held:
        return _step("holds", "So the tablet holds it, once it has pulled.")
    return _step("does-not-hold", "So the tablet doesn't hold it, once it has pulled and sent its work.")


def _is_live(grant: HolderGrant, at: datetime) -> bool:
    return grant.valid_from <= at and (grant.valid_until is None or grant.valid_until > at)


def _step(code: str, says: str, at: datetime | None = None) -> ExplainStep:
    return ExplainStep(code=code, says=says) if at is None else ExplainStep(code=code, says=says, at=at)
