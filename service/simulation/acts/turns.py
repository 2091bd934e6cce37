"""Reviewers who share a tablet, and work that is finished when the tablet's lease is over."""

from service.client.session import LogInAgain
from service.client.wire import Refused, Unreachable
from service.simulation.plan import Step
from service.simulation.play import Play, carry_out
from service.simulation.steps.turns import ChangeHands, FinishLate

LEASE_IS_OVER_SECONDS = 5 * 86_400
"""Longer than the 72 hours of a lease, even if the tablet's clock was put back by a day."""


@carry_out.register
def _(what: ChangeHands, play: Play, step: Step) -> None:
    holder = play.holders[what.tablet]
    if holder.next_user == holder.username or not holder.is_in_use:
        play.story.say("  nobody else works there")
        return
    with play.at_hand(holder, step.troubles) as is_free:
        if is_free:
            try:
                holder.log_in(holder.next_user)
            except (Refused, Unreachable, LogInAgain) as why:
                play.story.say(f"  {holder.name}: {why}")


@carry_out.register
def _(what: FinishLate, play: Play, _: Step) -> None:
    holder = play.holders[what.tablet]
    draft = holder.begin(what.person) if holder.is_in_use else None
    if draft is not None:
        play.stage.forward(LEASE_IS_OVER_SECONDS)
        play.reviews.append(holder.finish_late(draft))
