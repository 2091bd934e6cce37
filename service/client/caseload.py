"""What a tablet shows without a connection: who is in care here, where each review stands, what the rules say."""

from datetime import date
from uuid import UUID

from schemas.base import decode
from schemas.discharges import PulledAssessment, PulledReferral
from schemas.forms import FormVersion
from schemas.people import PulledPackage, PulledPerson
from schemas.pulls import PulledSubmission
from schemas.ratings import CompleteFactors, Evaluation, Mitigation
from schemas.rulesets import Ruleset
from schemas.submission_queries import AnswerQuery, QueryView
from schemas.sync import DRAFT, WITH_ANSWERS, FormRef, HeldLocation, Hello
from service.client import lease
from service.client.handset import Handset
from service.client.merge import Clash, Ground, Shown, ground, merged, shown, three_way
from service.client.outbox import Stage, Work
from service.client.uploads import Upload
from workflows import ratings

ASSESSMENT_FORM = FormRef(id="assessment", version=1)


class Caseload(Handset):
    """What whoever is signed in may look up, from what was pulled and what was made here."""

    def people(self) -> list[PulledPerson]:
        """Everybody in care here, by name. This and all that shows the caseload raises OutsideLease."""
        return sorted(self._shown.people(), key=lambda person: person.name)

    def packages(self) -> list[PulledPackage]:
        return self._shown.packages()

    def referrals(self) -> list[PulledReferral]:
        """Who was referred to this place, to be assessed or to be taken in."""
        return self._shown.referrals()

    def assessment(self, assessment_id: UUID) -> PulledAssessment | None:
        """An assessment as the council has it; None until a pull has brought it."""
        return self._shown.find("assessment", assessment_id, PulledAssessment)

    def submissions(self) -> list[Shown]:
        """Every review that the tablet knows of, each with where it stands in one plain sentence.

        Outside of its lease those that were made here and are not seen to their end.
        """
        others = (work for work in self._outbox.pending() if work.op.kind not in (DRAFT, "answer_query"))
        reviews = [work for work in others if work.op.form != ASSESSMENT_FORM]
        return merged(self._holdings.submissions() if self._may_show else [], reviews)

    def submission(self, submission_id: UUID) -> Shown:
        """One of them. KeyError for a review that isn't here."""
        pulled, pending = self._known(submission_id)
        seen = pulled if self._may_show else None
        if seen is None and not pending:
            raise KeyError(submission_id)
        return shown(submission_id, seen, pending)

    def difference(self, submission_id: UUID) -> list[Clash]:
        """After a conflict: every answer that was changed here or there since both were the same."""
        lease.require(self.store, self.session.account_id, self.clock())
        pulled, pending = self._known(submission_id)
        refused = next((work for work in pending if work.stage is Stage.CONFLICT), None)
        if pulled is None or refused is None or refused.op.kind not in WITH_ANSWERS:
            return []
        theirs = bytes(pulled.body)
        return three_way(refused.built_on or theirs, refused.body, theirs)

    def queries(self) -> list[tuple[UUID, QueryView]]:
        """(submission, what a verifier asks about it), of all that wait for an answer and have none on its way."""
        answers = [work.body for work in self._outbox.pending() if work.op.kind == "answer_query"]
        answered = {decode(body, AnswerQuery).query_id for body in answers}
        return [
            (pulled.id, one)
            for pulled in (self._holdings.submissions() if self._may_show else [])
            for one in pulled.queries
            if not one.answer and one.id not in answered
        ]

    def attachments(self, submission_id: UUID | None = None) -> list[Upload]:
        """The files that were attached here, of one review or of all, and how far each has come."""
        return self._uploads.all(submission_id)

    def forms(self) -> dict[str, FormVersion]:
        """By id and version, as `review@1`."""
        return self._holdings.forms()

    def rate(
        self,
        factors: CompleteFactors,
        mitigations: list[Mitigation],
        on: date,
        authority_id: UUID | None = None,
    ) -> Evaluation:
        """The safe-care rating, worked out here by the rules of this council, with what it adds to them.

        Without a council, by those of the only one for which this tablet holds work.
        """
        return ratings.evaluate(self._ruleset(authority_id), factors, mitigations, on)

    def _known(self, submission_id: UUID) -> tuple[PulledSubmission | None, list[Work]]:
        pulled = self._holdings.find("submission", submission_id, PulledSubmission)
        return pulled, self._outbox.on(submission_id)

    def _ground(self, submission_id: UUID) -> Ground:
        pulled, pending = self._known(submission_id)
        return ground(pulled, pending)

    def _on_record_or_on_its_way(self, submission_id: UUID) -> bool:
        pulled, pending = self._known(submission_id)
        return bool(pulled or pending) and ground(pulled, pending).rev > 0

    def _authority_of(self, submission_id: UUID, package_id: UUID) -> UUID:
        """The council that the work is for; work goes on for a while after a package has left the tablet."""
        pulled, pending = self._known(submission_id)
        package = self._holdings.find("package", package_id, PulledPackage)
        known = (pulled, package, *(work.op for work in pending))
        found = next((one for one in known if one is not None), None)
        if found is None:
            raise KeyError(package_id)
        return found.authority_id

    def _person(self, package: PulledPackage) -> PulledPerson | None:
        return self._holdings.find("person", package.person_id, PulledPerson)

    def _location(self, location_id: UUID) -> HeldLocation:
        return next(scope.location for scope in self._hello().scopes if scope.location.id == location_id)

    def _hello(self) -> Hello:
        return decode((self.store.note("hello") or "").encode(), Hello)

    def _ruleset(self, authority_id: UUID | None) -> Ruleset:
        """The one in force for the council by now; a review names the one that it was rated by."""
        known = {scope.authority_id for scope in self._hello().scopes}
        council = authority_id or (known.pop() if len(known) == 1 else None)
        now = self.clock() + self.skew
        own = self._holdings.rulesets_of(council) if council else []
        begun = [rules for rules in own if rules.in_force_from <= now]
        if begun:
            return max(begun, key=lambda rules: rules.in_force_from)
        return max(self._holdings.rulesets(), key=lambda rules: rules.version)
