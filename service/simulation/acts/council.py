"""The council at its desks, and the worker that tells the record."""

from schemas.submissions import Action, State
from service.client.wire import Unreachable
from service.simulation.plan import Step
from service.simulation.play import Play, carry_out
from service.simulation.steps.council import ApproveAll, Decide, Move, Settle, Tell

NEED_OPENING = frozenset({Action.APPROVE, Action.RETURN, Action.REJECT})


@carry_out.register
def _(what: Decide, play: Play, step: Step) -> None:
    office = play.verifiers[what.verifier]
    if not play.reviews:
        return
    review = play.reviews[what.review % len(play.reviews)]

    def decide() -> None:
        seen = office.look_at(review)
        if what.action in NEED_OPENING and seen.state is State.SUBMITTED:
            seen = office.act(Action.OPEN, seen)
        play.others(step.meanwhile)
        office.line.expect(step.troubles)
        done = office.act(what.action, seen)
        play.story.say(f"  {what.action.value}: {done.state.value} at revision {done.rev}")

    play.at_desk(office, decide)


@carry_out.register
def _(what: ApproveAll, play: Play, step: Step) -> None:
    office, key = play.verifiers[what.verifier], f"{play.chance.getrandbits(64):x}"

    def approve() -> None:
        selection = office.desk.select()
        if not selection.items:
            return
        play.others(step.meanwhile)
        office.line.expect(step.troubles)
        try:
            answer = office.approve_all(selection, key)
        except Unreachable:
            answer = office.approve_all(selection, key)
        play.story.say(f"  in bulk: {', '.join(sorted(one.status.value for one in answer.results))}")

    play.at_desk(office, approve)


@carry_out.register
def _(what: Settle, play: Play, _: Step) -> None:
    office = play.verifiers[what.verifier]

    def send_back() -> None:
        for op in office.quarantined():
            office.send_back(op.op_id)
            play.story.say("  sent back")

    play.at_desk(office, send_back)


@carry_out.register
def _(what: Move, play: Play, step: Step) -> None:
    play.homes[what.person] = 1 - play.homes[what.person]

    def bring_in() -> None:
        play.admin.line.expect(step.troubles)
        play.bring_in_caseload()

    play.at_desk(play.admin, bring_in)


@carry_out.register
def _(_: Tell, play: Play, step: Step) -> None:
    play.tell_the_record(step.troubles)
