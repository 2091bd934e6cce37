"""The page that shows a review's life: a picture, and every move with who may make it and what must be true."""

from collections.abc import Iterable
from typing import Any

from schemas.accounts import Role
from schemas.submissions import State
from workflows.markdown import table
from workflows.reviews import in_bulk, lifecycle
from workflows.transitions import Transition


def lifecycle_page() -> str:
    """The Markdown of docs/lifecycle-review.md."""
    return f"""# The life of a review

From the table in `workflows/reviews.py`, which is also the guard of every statement that moves a review.

```mermaid
{lifecycle.mermaid()}
```

{_states()}

{moves_of(lifecycle.transitions)}

A move is refused in this order: the submission is out of reach (404), the move is not this person's to make (403,
*who*), no revision was named (428), another one was seen (412), it can't be made now (409, *what must be true*).

## In bulk

Many reviews at once can only be approved, each at exactly the revision that the verifier saw, and without being
opened first. Every other one is answered with what would change that.

{moves_of(in_bulk.transitions)}
"""


MEANINGS = {
    State.SUBMITTED: "It has arrived, and waits for a verifier.",
    State.CHECKING: "A verifier has it open, for themselves during the lease.",
    State.APPROVED: "Every body that pays has approved this revision; the record is being told.",
    State.RECORDED: "The person's social care record has it.",
    State.RETURNED: "The reviewer has comments to answer.",
    State.REJECTED: "It was no review to decide about; a new one may refer to it.",
    State.WITHDRAWN: "Its author took it back.",
    State.CORRECTION_OPEN: "What was approved is looked at again: its author changes it, or a verifier finds it right.",
}


def _states() -> str:
    return table(("State", "Meaning"), ((f"`{state}`", meaning) for state, meaning in MEANINGS.items()))


def moves_of(transitions: Iterable[Transition[Any, Any, Any]]) -> str:
    """A lifecycle's moves as a table: who may make each, and what must be true."""
    rows = (
        (
            f"`{row.action}`",
            _codes(row.sources),
            f"`{row.to}`",
            "any" if row.roles == frozenset(Role) else _codes(row.roles),
            _sentences(row.who),
            _sentences((*row.first, *row.when)),
            row.effect,
        )
        for row in transitions
    )
    head = ("Action", "From", "To", "Roles", "Who", "What must be true", "Effect")
    return table(head, rows)


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _sentences(needs: Iterable[object]) -> str:
    """A requirement's name is the statement of fact that it checks."""
    return "; ".join(str(getattr(need, "__name__", need)).replace("_", " ") for need in needs)
