"""Verifiers who ask, and authors who answer."""

from service.simulation.plan import Step
from service.simulation.play import Play, carry_out
from service.simulation.steps.questions import Answer, Ask


@carry_out.register
def _(what: Ask, play: Play, step: Step) -> None:
    office = play.verifiers[what.verifier]
    if not play.reviews:
        return
    review = play.reviews[what.review % len(play.reviews)]

    def ask() -> None:
        seen = office.look_at(review)
        play.others(step.meanwhile)
        office.line.expect(step.troubles)
        office.desk.ask(seen.id, f"What of this in revision {seen.rev}?")
        play.story.say("  asked")

    play.at_desk(office, ask)


@carry_out.register
def _(what: Answer, play: Play, _: Step) -> None:
    holder = play.holders[what.tablet]
    asked = holder.tablet.queries() if holder.is_in_use else []
    if not asked:
        play.story.say("  nothing was asked")
        return
    review, question = asked[what.question % len(asked)]
    holder.answer(review, question.id, what.words)
