"""The other sides of a discharge: a coordinator on the ward, and the manager of a home that is asked."""

from urllib.parse import urlencode
from uuid import UUID

import httpx

from schemas.accounts import Me
from schemas.agreements import AgreementList
from schemas.base import encode
from schemas.discharges import AssessmentView, Board, HomeDecisionView
from schemas.referrals import DecideAsHome, OpenReferral, ReferralView
from schemas.sessions import TokenPair
from service.client.wire import Wire


class Colleague:
    """Somebody at a desk who is logged in; every call may raise Refused with the service's reason, or Unreachable."""

    def __init__(
        self, url: str, username: str, password: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.http = httpx.Client(base_url=url, transport=transport)
        self.wire = Wire(self.http)
        fields = {"grant_type": "password", "username": username, "password": password}
        self.token = self.wire.post_form("/v1/auth/token", fields, TokenPair).access_token

    def close(self) -> None:
        self.http.close()

    def me(self) -> Me:
        return self.wire.get("/v1/me", Me, self.token)

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
