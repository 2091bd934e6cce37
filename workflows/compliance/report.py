"""The compliance report: every element with whether it is met, and the findings because of which it isn't."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import UNSET

from schemas.compliance import ComplianceReport, ElementCounts, ElementReport, ElementStatus, PackageKnown
from schemas.reviews import Finding, Review
from workflows.compliance.elements import ELEMENTS, Element

EVERY_ID = frozenset(element.id for element in ELEMENTS)
CALLED_FOR_AT_TIMES = tuple(element for element in ELEMENTS if element.called_for)


def report(review: Review, findings: Sequence[Finding], known: PackageKnown) -> ComplianceReport:
    """The report on a review with these findings, those of its arrival or of a check.

    Nothing is judged anew: an element isn't met because a finding names it, so that report and findings can't differ.
    """
    by_element: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_element[finding.element or ""].append(finding)
    elements = [_told(element, review, by_element[element.id], known) for element in ELEMENTS]
    return ComplianceReport(counts=_summed(each.status for each in elements), elements=elements)


def counted(review: Review, findings: Iterable[Finding], known: PackageKnown) -> ElementCounts:
    """The counts of the report alone, as every submission carries them."""
    found = {finding.element for finding in findings}
    not_met = len(found & EVERY_ID)
    not_applicable = sum(
        element.id not in found and not element.applies(review, known) for element in CALLED_FOR_AT_TIMES
    )
    return ElementCounts(
        met=len(ELEMENTS) - not_met - not_applicable, not_met=not_met, not_applicable=not_applicable
    )


def _summed(statuses: Iterable[ElementStatus]) -> ElementCounts:
    told = list(statuses)
    return ElementCounts(
        met=told.count("met"), not_met=told.count("not_met"), not_applicable=told.count("not_applicable")
    )


def _status(element: Element, review: Review, known: PackageKnown, *, found: bool) -> ElementStatus:
    if found:
        return "not_met"
    return "met" if element.applies(review, known) else "not_applicable"


def _told(element: Element, review: Review, found: list[Finding], known: PackageKnown) -> ElementReport:
    return ElementReport(
        id=element.id,
        title=element.title,
        status=_status(element, review, known, found=bool(found)),
        pointers=[finding.pointer for finding in found] or list(element.answers),
        source=element.source or UNSET,
        applies_when=(element.called_for.__doc__ or UNSET) if element.called_for else UNSET,
        findings=found,
    )
