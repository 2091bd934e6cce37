"""What has to be true after every schedule, whatever went wrong in it.

A claim is a function that looks at the ending and tells in what ways it is broken. Each module lists its own, in the
order in which they are looked at; those that send everything once more come last.
"""

from service.simulation.claims import (
    corrections,
    custody,
    discharges,
    drafts,
    files,
    questions,
    reviews,
    syncing,
    turns,
)
from service.simulation.claims.ending import Ending
from service.simulation.play import Play

CLAIMS = (
    *reviews.CLAIMS,
    *drafts.CLAIMS,
    *questions.CLAIMS,
    *corrections.CLAIMS,
    *turns.CLAIMS,
    *files.CLAIMS,
    *discharges.CLAIMS,
    *syncing.CLAIMS,
    *custody.CLAIMS,
)


def broken(play: Play) -> list[str]:
    """Everything that is not as it has to be; nothing where all is well."""
    ending = Ending(play)
    return [f"{_worded(claim.__name__)}: {how}" for claim in CLAIMS for how in claim(ending)]


def _worded(name: str) -> str:
    return name.replace("_", " ").replace("isnt", "isn't")
