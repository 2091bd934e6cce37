"""Evidence on its way from a tablet."""

from service.client.uploads import PIECE_BYTES
from service.simulation.plan import Step
from service.simulation.play import Play, carry_out
from service.simulation.steps.files import FILES, Attach


def content(number: int) -> bytes:
    """The file of this number: documents of one piece, of two and of three, and what nobody takes."""
    head = b"MZ" if number == FILES - 1 else b"%PDF-1.7\n"
    return (head + f"File {number}\n".encode()).ljust(number * PIECE_BYTES + 1_000, b"\n")


@carry_out.register
def _(what: Attach, play: Play, step: Step) -> None:
    play.work_on(
        what.tablet, what.review, lambda holder, one: holder.attach(one.id, content(what.file % FILES))
    )
    play.sync(play.holders[what.tablet], step.troubles)
