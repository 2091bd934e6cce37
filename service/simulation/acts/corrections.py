"""Authors who ask for a correction, and verifiers who open it or don't."""

from service.simulation.plan import Step
from service.simulation.play import Play, carry_out
from service.simulation.steps.corrections import RequestCorrection, Rule


@carry_out.register
def _(what: RequestCorrection, play: Play, _: Step) -> None:
    play.work_on(what.tablet, what.review, lambda holder, one: holder.request_correction(one.id))


@carry_out.register
def _(what: Rule, play: Play, step: Step) -> None:
    office = play.verifiers[what.verifier]
    if not play.reviews:
        return
    review = play.reviews[what.review % len(play.reviews)]

    def rule() -> None:
        seen = office.look_at(review)
        play.others(step.meanwhile)
        office.line.expect(step.troubles)
        done = office.rule(what.ruling, seen)
        play.story.say(f"  {what.ruling}: {done.state.value} at revision {done.rev}")

    play.at_desk(office, rule)
