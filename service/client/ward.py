"""The other sides of a discharge: a coordinator on the ward, and the manager of a home that is asked."""

from urllib.parse import urlencode
from uuid import UUID

from schemas.agreements import AgreementList
from schemas.base import encode
from schemas.discharges import AssessmentView, Board, HomeDecisionView
from schemas.referrals import DecideAsHome, OpenReferral, ReferralView
from service.client.colleague import Colleague


class OnWard(Colleague):
    """Whoever has a part in a discharge."""

    def refer(self, referral: OpenReferral, key: str) -> ReferralView:
        """Begin somebody's way out of hospital; if no answer comes, ask again under the same key."""
        return self.wire.post("/v1/referrals", encode(referral), ReferralView, self.token, key=key)

    def referral(self, referral_id: UUID) -> ReferralView:
        return self.wire.get(f"/v1/referrals/{referral_id}", ReferralView, self.token)

    def assessment(self, assessment_id: UUID) -> AssessmentView:
        return self.wire.get(f"/v1/assessments/{assessment_id}", AssessmentView, self.token)

    def decide(self, assessment_id: UUID, decision: DecideAsHome, key: str) -> HomeDecisionView:
        """What a home says about the revision that it saw."""
        path = f"/v1/assessments/{assessment_id}/decisions"
        return self.wire.post(path, encode(decision), HomeDecisionView, self.token, key=key)

    def board(self, **filters: str | int) -> Board:
        """Who waits to leave hospital, the longest waiting first; the filters are the board's own."""
        return self.wire.get(f"/v1/discharge-board?{urlencode(filters)}", Board, self.token)

    def agreements(self) -> AgreementList:
        return self.wire.get("/v1/agreements", AgreementList, self.token)
