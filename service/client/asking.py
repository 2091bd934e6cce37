"""Which versions of a form and of a council's own questions this tablet asks, and how a draft moves to newer ones.

It is the service's own rules that say so, and they need no connection.
"""

from typing import Any
from uuid import UUID

from schemas.mappings import Kept
from schemas.pulls import PulledDraft
from schemas.questions import CouncilForm
from schemas.reviews import Finding
from schemas.sync import FormRef
from service.client.holdings import Holdings
from service.client.store import Store
from workflows import forms
from workflows.forms import UNMAPPED
from workflows.questions import answers
from workflows.questions.moving import moved

Answers = dict[str, Any]


class Asking:
    """What is asked here, by what the last pull brought and this tablet's program knows."""

    def __init__(self, store: Store, holdings: Holdings) -> None:
        self.store, self.holdings = store, holdings

    def form(self, name: str) -> FormRef:
        """The newest version that both know; before the first pull the newest that the program does."""
        pulled = {one.id: one.versions for one in self.holdings.forms_known()}.get(name, [])
        known = [version for one, version in forms.FORMS if one == name]
        both = [version for version in known if version in pulled]
        return FormRef(id=name, version=max(both or known))

    def questions(self, form: FormRef, authority_id: UUID) -> list[CouncilForm]:
        """Every version of the council's own questions beside this version of the form, the oldest first."""
        pulled = self.holdings.questions(f"{form.id}/{authority_id}")
        return sorted(
            (one for one in pulled if one.form_version == form.version), key=lambda one: one.version
        )

    def begin(self, draft: Answers, form: FormRef, authority_id: UUID) -> Answers:
        """A new draft notes what it was begun on."""
        self._note(UUID(draft["submission_id"]), form)
        asked = self.questions(form, authority_id)
        return draft | {"supplementary_version": asked[-1].version} if asked else draft

    def begun_on(self, submission_id: UUID, name: str) -> FormRef:
        """The version of the form on which a draft was begun, here or on another tablet of its author's."""
        noted = self.store.note(_name(submission_id))
        shared = self.holdings.find("draft", submission_id, PulledDraft)
        if noted is not None:
            return FormRef(id=name, version=int(noted))
        return shared.form if shared else FormRef(id=name, version=1)

    def forget(self, submission_id: UUID) -> None:
        self.store.set_note(_name(submission_id), None)

    def findings(self, draft: Answers, form: FormRef, authority_id: UUID) -> list[Finding]:
        """What is wrong with the answers to the council's own questions, by the version that was asked."""
        asked = self.questions(form, authority_id)
        return answers.findings(draft.get("supplementary"), draft.get("supplementary_version"), asked)

    def brought_up_to_date(self, draft: Answers, form: FormRef, authority_id: UUID) -> Answers:
        """The draft on the versions that are asked now, with all that has no place there under `_unmapped`."""
        submission_id = UUID(draft["submission_id"])
        answers_now, left = self._on_the_form(draft, self.begun_on(submission_id, form.id), form)
        asked = self.questions(form, authority_id)
        version = answers_now.get("supplementary_version")
        if asked and version is not None and version < asked[-1].version:
            own = moved(answers_now.get("supplementary") or {}, version, asked)
            answers_now |= {"supplementary": own.body, "supplementary_version": asked[-1].version}
            left |= _by_pointer([*own.notes, *own.unmapped], answers.AT)
        self._note(submission_id, form)
        return answers_now | ({UNMAPPED: left} if left else {})

    def _on_the_form(self, draft: Answers, begun: FormRef, form: FormRef) -> tuple[Answers, Answers]:
        """The answers on the form's version of now, and by pointer what has no place there."""
        left = dict(draft.get(UNMAPPED, {}))
        bare = {name: answer for name, answer in draft.items() if name != UNMAPPED}
        if begun.version >= form.version:
            return bare, left
        projection = forms.projected(bare, (begun.id, begun.version))
        return projection.body, left | _by_pointer([*projection.notes, *projection.unmapped], "")

    def _note(self, submission_id: UUID, form: FormRef) -> None:
        self.store.set_note(_name(submission_id), str(form.version))


def _by_pointer(kept: list[Kept], at: str) -> Answers:
    return {f"{at}{one.pointer}": one.value for one in kept}


def _name(submission_id: UUID) -> str:
    return f"begun:{submission_id}"
