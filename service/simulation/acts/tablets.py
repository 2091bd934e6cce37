"""Reviewers at their tablets."""

from service.simulation.plan import Step
from service.simulation.play import Play, carry_out
from service.simulation.steps.tablets import Amend, HandIn, SetAside, Sync, Withdraw


@carry_out.register
def _(what: Sync, play: Play, step: Step) -> None:
    play.sync(play.holders[what.tablet], step.troubles)


@carry_out.register
def _(what: HandIn, play: Play, _: Step) -> None:
    holder = play.holders[what.tablet]
    review = holder.hand_in(what.person) if holder.is_in_use else None
    if review is not None:
        play.reviews.append(review)


@carry_out.register
def _(what: Amend, play: Play, _: Step) -> None:
    play.work_on(what.tablet, what.review, lambda holder, one: holder.amend(one.id, what.words))


@carry_out.register
def _(what: Withdraw, play: Play, _: Step) -> None:
    play.work_on(what.tablet, what.review, lambda holder, one: holder.withdraw(one.id))


@carry_out.register
def _(what: SetAside, play: Play, _: Step) -> None:
    play.work_on(what.tablet, what.review, lambda holder, one: holder.set_aside(one.id))
