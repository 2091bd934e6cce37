"""Reviewers who write on one tablet and go on with it on another."""

from service.simulation.plan import Step
from service.simulation.play import Play, carry_out
from service.simulation.steps.writing import Finish, ThrowAway, Write


@carry_out.register
def _(what: Write, play: Play, _: Step) -> None:
    holder = play.holders[what.tablet]
    if holder.is_in_use:
        holder.write(what.person, what.words)


@carry_out.register
def _(what: Finish, play: Play, _: Step) -> None:
    holder = play.holders[what.tablet]
    review = holder.finish() if holder.is_in_use else None
    if review is not None and review not in play.reviews:
        play.reviews.append(review)


@carry_out.register
def _(what: ThrowAway, play: Play, _: Step) -> None:
    holder = play.holders[what.tablet]
    if holder.is_in_use:
        holder.throw_away()
