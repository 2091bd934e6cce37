"""What a council may decide for itself, as data with defaults."""

from collections.abc import Iterable

from msgspec import Struct

from schemas.reviews import Finding, FindingKind


class ApprovalPolicy(Struct, frozen=True, kw_only=True):
    """Which findings stop an approval: by kind, and by code on top."""

    stopping_kinds: frozenset[FindingKind] = frozenset({"statutory"})
    stopping_codes: frozenset[str] = frozenset()

    def stops(self, finding: Finding) -> bool:
        return finding.kind in self.stopping_kinds or finding.code in self.stopping_codes

    def blocking(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(finding for finding in findings if self.stops(finding))


DEFAULT_APPROVAL_POLICY = ApprovalPolicy()
