"""The page that shows a review's life: a picture, and every move with who may make it and what must be true."""

from collections.abc import Iterable

from workflows.reviews import lifecycle


def lifecycle_page() -> str:
    """The Markdown of docs/lifecycle-review.md."""
    return f"""# The life of a review

From the table in `workflows/reviews.py`, which is also the guard of every statement that moves a review.

```mermaid
{lifecycle.mermaid()}
```

{_moves()}

A move is refused in this order: the submission is out of reach (404), the move is not this person's to make (403,
*who*), no revision was named (428), another one was seen (412), it can't be made now (409, *what must be true*).
"""


def _moves() -> str:
    rows = (
        (
            f"`{row.action}`",
            _codes(row.sources),
            f"`{row.to}`",
            _codes(row.roles),
            _sentences(row.who),
            _sentences((*row.first, *row.when)),
            row.effect,
        )
        for row in lifecycle.transitions
    )
    head = ("Action", "From", "To", "Roles", "Who", "What must be true", "Effect")
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _sentences(needs: Iterable[object]) -> str:
    """A requirement's name is the statement of fact that it checks."""
    return "; ".join(str(getattr(need, "__name__", need)).replace("_", " ") for need in needs)
