"""The ward, its assessor at the bedside, and the managers of the homes that are asked."""

from collections.abc import Callable

from schemas.discharges import AssessmentView
from service.client.wire import Unreachable
from service.simulation.plan import Step
from service.simulation.play import Play, carry_out
from service.simulation.steps.discharges import Assess, CallOff, DecideAsHome, NoteArrival, Refer
from service.simulation.wards import CareHome


@carry_out.register
def _(what: Refer, play: Play, step: Step) -> None:
    given, key = play.town.referral(what.person, play.stage.now), _key(play)

    def refer() -> None:
        play.ward.line.expect(step.troubles)
        try:
            done = play.ward.desk.refer(given, key)
        except Unreachable:
            done = play.ward.desk.refer(given, key)
        play.referrals.append(done.id)
        play.story.say(f"  {done.state.value}")

    play.at_desk(play.ward, refer)


@carry_out.register
def _(what: Assess, play: Play, _: Step) -> None:
    if not play.bedside.is_in_use or not play.referrals:
        play.story.say("  nobody is to be assessed")
        return
    referral = play.referrals[what.referral % len(play.referrals)]
    assessment = play.bedside.assess(referral, what.words)
    if assessment is not None and assessment not in play.assessments:
        play.assessments.append(assessment)


@carry_out.register
def _(what: DecideAsHome, play: Play, step: Step) -> None:
    key = _key(play)

    def decide(home: CareHome, seen: AssessmentView) -> None:
        play.others(step.meanwhile)
        home.line.expect(step.troubles)
        try:
            done = home.decide(seen, what.said, key)
        except Unreachable:
            done = home.decide(seen, what.said, key)
        play.story.say(f"  {done.outcome} at revision {done.rev}")

    _at_home(play, what.home, what.assessment, decide)


@carry_out.register
def _(what: NoteArrival, play: Play, step: Step) -> None:
    def note(home: CareHome, seen: AssessmentView) -> None:
        home.line.expect(step.troubles)
        play.story.say(f"  the referral: {home.note_arrival(seen).referral.state.value}")

    _at_home(play, what.home, what.assessment, note)


@carry_out.register
def _(what: CallOff, play: Play, step: Step) -> None:
    if not play.referrals:
        return
    referral = play.referrals[what.referral % len(play.referrals)]

    def call_off() -> None:
        play.ward.line.expect(step.troubles)
        play.story.say(f"  it is {play.ward.call_off(referral).state.value}")

    play.at_desk(play.ward, call_off)


def _at_home(
    play: Play, number: int, assessment: int, work: Callable[[CareHome, AssessmentView], None]
) -> None:
    """Once the home's manager has looked at the assessment, which they may not while they aren't asked."""
    if not play.assessments:
        return
    home, about = play.care_homes[number], play.assessments[assessment % len(play.assessments)]
    play.at_desk(home, lambda: work(home, home.desk.assessment(about)))


def _key(play: Play) -> str:
    return f"{play.chance.getrandbits(64):x}"
