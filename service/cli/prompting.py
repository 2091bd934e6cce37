"""A form asked at a terminal, section by section; what is answered is kept, and a break is no loss."""

from typing import Any

import click

from schemas.forms import FormVersion, Question
from service.client import questions
from service.client.merge import Answers
from service.client.tablet import Tablet


class Terminal:
    """Asks at the terminal; an empty line leaves out what may be left out."""

    def answer(self, question: Question) -> Any:
        _explain(question)
        while True:
            given: str = click.prompt(_label(question), default="", show_default=False).strip()
            if not given and not question.required:
                return [] if question.type in ("lines", "choices") else None
            try:
                if given:
                    return questions.parsed(question, given)
                if question.type in ("lines", "choices"):
                    return []
                click.echo("  This has to be answered.")
            except ValueError as error:
                click.echo(f"  {error}")

    def wants(self, question: Question, there_are: int) -> bool:
        return click.confirm(f"{question.label}: add {'another' if there_are else 'one'}?", default=False)


def ask(form: FormVersion, draft: Answers, tablet: Tablet) -> Answers:
    """The draft, grown by what was answered; it is kept after every section."""
    for section in form.sections:
        click.secho(f"\n{section.title}", bold=True)
        questions.fill(section, draft, Terminal())
        tablet.save(draft)
    return draft


def _explain(question: Question) -> None:
    if question.hint:
        click.echo(f"  {question.hint}")
    for number, option in enumerate(question.options or [], 1):
        click.echo(f"  {number}. {option.label}")


def _label(question: Question) -> str:
    several = {"choices": " (numbers, with commas)", "lines": " (with semicolons)"}.get(question.type, "")
    return f"{question.label}{several}{'' if question.required else ' (may be left out)'}"
