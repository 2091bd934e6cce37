"""What happens to tablets and to the service while nobody does anything wrong."""

from contextlib import suppress
from datetime import timedelta

import httpx

from service.simulation.plan import Step
from service.simulation.play import Play, carry_out
from service.simulation.steps.accidents import (
    Arrive,
    Backup,
    EmptyBattery,
    Jump,
    Kill,
    Pass,
    Restore,
    Rotate,
)

RESTORING_SECONDS = 60


@carry_out.register
def _(what: Pass, play: Play, _: Step) -> None:
    play.stage.forward(what.seconds)


@carry_out.register
def _(what: Jump, play: Play, _: Step) -> None:
    play.holders[what.tablet].offset += timedelta(seconds=what.seconds)


@carry_out.register
def _(what: Backup, play: Play, _: Step) -> None:
    if not play.holders[what.tablet].is_busy:
        play.holders[what.tablet].back_up()


@carry_out.register
def _(what: Restore, play: Play, _: Step) -> None:
    holder = play.holders[what.tablet]
    if holder.is_busy:
        return
    if holder.restore():
        play.stage.forward(RESTORING_SECONDS)
    else:
        play.story.say("  there is no backup")


@carry_out.register
def _(what: EmptyBattery, play: Play, _: Step) -> None:
    holder = play.holders[what.tablet]
    if not holder.is_busy:
        holder.battery = what.statements
        play.sync(holder, [])


@carry_out.register
def _(_: Kill, play: Play, __: Step) -> None:
    play.stage.service.kill()


@carry_out.register
def _(_: Arrive, play: Play, __: Step) -> None:
    for line in play.lines:
        with suppress(httpx.TransportError):
            line.arrive()


@carry_out.register
def _(_: Rotate, play: Play, __: Step) -> None:
    play.stage.rotate_epoch(play.town.gss_code)
