"""A page that shows what has arrived in the simulated record."""

from collections import defaultdict
from collections.abc import Iterator

from service.connectors.simulator.shapes import Held, HeldStep
from service.connectors.wire import Person
from service.http.html import Html, join, table, tag

STYLE = Html(
    "body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#111}"
    "section{border-top:2px solid #555;margin-top:2rem}table{border-collapse:collapse;width:100%;margin:1rem 0}"
    "th,td{border-bottom:1px solid #bbb;padding:.25rem .5rem;text-align:left;vertical-align:top;white-space:pre-line}"
    "caption{text-align:left;font-weight:bold}pre{white-space:pre-wrap;background:#f3f3f3;padding:1rem}"
)


SHOWN = 100


def page(held: Held) -> str:
    """The whole document: people with their steps, notes and documents, those last who were last told of."""
    steps: defaultdict[str, list[HeldStep]] = defaultdict(list)
    for step in held.steps.values():
        steps[step.step.person_id].append(step)
    latest = list(steps)[-SHOWN:]
    head = join(
        (
            Html(
                '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            ),
            tag("title", "Simulated social care record"),
            tag("style", STYLE),
        )
    )
    body = tag(
        "main",
        tag("h1", "Simulated social care record"),
        tag(
            "p",
            f"{len(steps)} people have steps. Nothing here is a real record; nobody in it should be real.",
        ),
        *(_person(held, held.persons[one], steps[one]) for one in latest),
    )
    return "<!doctype html>" + tag("html", tag("head", head), tag("body", body), lang="en-GB")


def _person(held: Held, person: Person, steps: list[HeldStep]) -> Html:
    number = f", NHS number {person.nhs_number}" if person.nhs_number else ""
    return tag(
        "section",
        tag("h2", f"{person.name}, born {person.date_of_birth:%d %b %Y} ({person.id}{number})"),
        *(part for step in steps for part in _step(step)),
        *(tag("pre", f"{note.title}\n\n{note.text}") for note in held.notes.get(person.id, ())),
        _documents(held, person),
    )


def _step(held: HeldStep) -> Iterator[Html]:
    step = held.step
    heading = f"Step {step.id}: {step.step_type}, {step.status}"
    if held.answers:
        yield table(heading, ("Question", "Answer"), sorted(held.answers.items()))
    else:
        due = f", by {held.due:%d %b %Y}" if held.due else ""
        yield tag("p", tag("strong", heading), f" – {held.team}{due}: {held.note}" if held.team else "")


def _documents(held: Held, person: Person) -> Html:
    documents = held.documents.get(person.id, ())
    if not documents:
        return Html("")
    rows = ((one.name, one.category, f"{one.size} bytes", one.sha256[:16]) for one in documents)
    return table("Documents", ("Name", "Category", "Size", "SHA-256 begins"), rows)
