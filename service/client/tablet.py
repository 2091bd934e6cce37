"""The tablet: what its person can do without a connection, and what happens when there is one.

    tablet = Tablet(Path("tablet.sqlite"), "https://tamar.example", pin="five small otters")
    print(tablet.recovery_code)             # once, for the office's safe
    tablet.enrol(code, "Blue tablet")
    tablet.log_in("rosa", password)
    tablet.sync()
    draft = tablet.new_review(package_id)
    ...                                     # a conversation in a house without signal
    tablet.submit(draft)
    tablet.sync()                           # as often as you like

Only `enrol`, `log_in` and `sync` need a connection, and however a sync ends, nothing that was submitted is lost. What
it shows stands in `caseload`, what is true of a tablet whatever is on it in `handset`.
"""

from uuid import UUID

import msgspec

from schemas.assessments import Assessment
from schemas.base import decode, encode
from schemas.corrections import RequestCorrection
from schemas.discharges import PulledAssessment, PulledReferral
from schemas.people import PulledPackage
from schemas.questions import CouncilForm
from schemas.reviews import Finding
from schemas.submission_queries import AnswerQuery
from schemas.submissions import Withdraw
from schemas.sync import FormRef, Kind
from service.client import drafts
from service.client.asking import Asking
from service.client.caseload import ASSESSMENT_FORM, Caseload
from service.client.ids import uuid7
from service.client.merge import Answers, Ground, ground
from service.client.notebook import Notebook
from service.client.outbox import NewWork
from workflows import forms

REVIEW = "review"


class Tablet(Caseload):
    """One tablet, shared by those who sign in on it one after another."""

    def new_review(self, package_id: UUID) -> Answers:
        """Begin a review; what the tablet knows is filled in. KeyError for a package that isn't provided from here."""
        package = self._shown.find("package", package_id, PulledPackage)
        if package is None or (person := self._person(package)) is None:
            raise KeyError(package_id)
        new = drafts.new_review(
            uuid7(self.clock()),
            person,
            package,
            self._location(package.location_id),
            self.session.me,
            self._ruleset(package.authority_id).id,
            self.clock(),
        )
        with self.store.transaction():
            draft = self._asking.begin(new, self._asking.form(REVIEW), package.authority_id)
            self.save(draft)
        return draft

    def questions(self, package_id: UUID) -> CouncilForm | None:
        """What the council of a package asks besides, if it does. KeyError for one that isn't provided from here."""
        package = self._shown.find("package", package_id, PulledPackage)
        if package is None:
            raise KeyError(package_id)
        asked = self._asking.questions(self._asking.form(REVIEW), package.authority_id)
        return asked[-1] if asked else None

    def own_findings(self, draft: Answers) -> list[Finding]:
        """What is wrong with the answers to the council's own questions, as the service will see it."""
        submission_id, package_id = UUID(draft["submission_id"]), UUID(draft["package_id"])
        begun = self._asking.begun_on(submission_id, REVIEW)
        return self._asking.findings(draft, begun, self._authority_of(submission_id, package_id))

    def bring_up_to_date(self, draft: Answers) -> Answers:
        """Move a draft to the versions of form and questions that are asked now, and keep it.

        What has no place there stands under `_unmapped`, by pointer, until its author has put it elsewhere and taken
        it out: before that nothing is handed in.
        """
        authority_id = self._authority_of(UUID(draft["submission_id"]), UUID(draft["package_id"]))
        with self.store.transaction():
            now = self._asking.brought_up_to_date(draft, self._asking.form(REVIEW), authority_id)
            self.save(now)
        return now

    def save(self, draft: Answers) -> None:
        """Keep what has been written so far; a review that is being written survives an empty battery too."""
        self._notebook.save(draft, self.session.account_id, self.clock())

    def share(self, draft: Answers) -> None:
        """Keep it, and have it on the author's other tablets as well after the next sync; nobody else reads it."""
        authority_id = self._authority_of(UUID(draft["submission_id"]), UUID(draft["package_id"]))
        form = self._asking.begun_on(UUID(draft["submission_id"]), REVIEW)
        self._notebook.share(draft, authority_id, form, self.session.account_id, self.clock())

    def discard(self, submission_id: UUID) -> None:
        """Throw a draft away, on every tablet that has it."""
        with self.store.transaction():
            self._asking.forget(submission_id)
            self._notebook.discard(submission_id, self.session.account_id, self.clock())

    def drafts(self) -> list[Answers]:
        """What the person who is signed in has begun on any of their tablets, the oldest first."""
        return self._notebook.all(self.session.account_id)

    def attach(self, submission_id: UUID, content: bytes, media_type: str, caption: str) -> None:
        """Put a photo or a document beside a review, begun or handed in; it is sent by itself, piece by piece.

        KeyError for a review that is not on this tablet.
        """
        draft = next((one for one in self.drafts() if one["submission_id"] == str(submission_id)), None)
        answers = draft or msgspec.json.decode(self._ground(submission_id).body or b"{}")
        authority_id = self._authority_of(submission_id, UUID(answers["package_id"]))
        with self.store.transaction():
            digest = self._uploads.add(
                content, submission_id, authority_id, self.session.account_id, self.clock()
            )
            named = answers.get("attachments") or []
            if digest not in {one["sha256"] for one in named}:
                named = [*named, {"sha256": digest, "type": media_type, "caption": caption}]
                if draft is not None:
                    self.save(draft | {"attachments": named})
                else:
                    self.amend(submission_id, {"attachments": named})

    def submit(self, draft: Answers) -> UUID:
        """Hand in a review; pressing twice hands it in once.

        Raises Malformed, with a pointer for every answer that is missing or can't be.
        """
        submission_id = UUID(draft["submission_id"])
        with self.store.transaction():
            if not self._on_record_or_on_its_way(submission_id):
                begun = self._asking.begun_on(submission_id, REVIEW)
                self._write(submission_id, draft, Ground(0, None), begun)
            self._notebook.forget(submission_id)
            self._asking.forget(submission_id)
        return submission_id

    def amend(self, submission_id: UUID, changed: Answers) -> None:
        """Hand in a review again with these answers changed.

        All others stay as they are in the newest revision that was taken or is on its way: after a conflict,
        as the council has them. Raises Malformed, and KeyError for a review that isn't here.
        """
        with self.store.transaction():
            below = self._ground(submission_id)
            self._write(submission_id, below.answers | changed, below, self._asking.form(REVIEW))

    def withdraw(self, submission_id: UUID, reason: str) -> None:
        """Take a review back. KeyError where none was taken and none is on its way: see `set_aside`."""
        with self.store.transaction():
            below = self._ground(submission_id)
            if not below.rev:
                raise KeyError(submission_id)
            self._add("withdraw", submission_id, encode(Withdraw(reason=reason)), below)

    def request_correction(self, submission_id: UUID, reason: str) -> None:
        """Ask the council to open a review again that it has approved; a change that it refused for that is given up.

        KeyError for a review that was never taken.
        """
        with self.store.transaction():
            self._outbox.set_aside(submission_id, self.clock())
            below = self._ground(submission_id)
            if not below.rev:
                raise KeyError(submission_id)
            self._add("request_correction", submission_id, encode(RequestCorrection(reason=reason)), below)

    def answer(self, submission_id: UUID, query_id: UUID, text: str) -> None:
        """Answer what a verifier asks; the review stays as it is. KeyError for a review that isn't here."""
        body = encode(AnswerQuery(query_id=query_id, text=text))
        below = self._ground(submission_id)
        self._add("answer_query", submission_id, body, below, line=f"answer:{query_id}")

    def assess(self, answers: Answers) -> UUID:
        """Hand in a pre-discharge assessment of somebody who was referred here, or hand it in again, changed.

        Where nothing is changed, nothing is sent, since the service makes no revision of that.
        Raises Malformed, and KeyError for a referral that isn't here.
        """
        assessment_id, referral_id = UUID(answers["submission_id"]), UUID(answers["referral_id"])
        body = encode(answers)
        decode(body, Assessment)
        referral = self._holdings.find("referral", referral_id, PulledReferral)
        if referral is None:
            raise KeyError(referral_id)
        pulled = self._holdings.find("assessment", assessment_id, PulledAssessment)
        pending = self._outbox.on(assessment_id)
        below = ground(pulled, pending) if pulled or pending else Ground(0, None)
        if below.rev and body == below.body:
            self.set_aside(assessment_id)
            return assessment_id
        new = NewWork(
            kind="amend" if below.rev else "submit",
            entity_id=assessment_id,
            authority_id=referral.authority_id,
            base_rev=below.rev,
            form=ASSESSMENT_FORM,
            body=body,
            built_on=below.body,
            scope_id=self._holdings.scope_of("referral", referral_id),
        )
        self._outbox.add(new, self.session.account_id, self.clock())
        return assessment_id

    def set_aside(self, submission_id: UUID) -> None:
        """Give up what was not taken of a review, and what was made upon it. It was never on the record."""
        self._outbox.set_aside(submission_id, self.clock())

    @property
    def _notebook(self) -> Notebook:
        return Notebook(self.store, self._holdings, self._outbox, self.device_id)

    @property
    def _asking(self) -> Asking:
        return Asking(self.store, self._holdings)

    def _write(self, submission_id: UUID, answers: Answers, below: Ground, form: FormRef) -> None:
        body = encode(drafts.declared(answers, self.session.me, self.clock()))
        forms.read(body, (form.id, form.version))
        self._add("amend" if below.rev else "submit", submission_id, body, below, form)

    def _add(
        self,
        kind: Kind,
        submission_id: UUID,
        body: bytes,
        below: Ground,
        form: FormRef | None = None,
        line: str | None = None,
    ) -> None:
        package_id = UUID(msgspec.json.decode(below.body or body)["package_id"])
        new = NewWork(
            kind=kind,
            entity_id=submission_id,
            authority_id=self._authority_of(submission_id, package_id),
            base_rev=below.rev,
            form=form,
            body=body,
            built_on=below.body,
            line=line,
            scope_id=self._holdings.scope_of("submission", submission_id)
            or self._holdings.scope_of("package", package_id),
        )
        self._outbox.add(new, self.session.account_id, self.clock())
