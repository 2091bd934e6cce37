"""The compliance report: every element with whether it is met, and the findings because of which it isn't."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from msgspec import UNSET

from schemas.compliance import ComplianceReport, ElementCounts, ElementReport, PackageKnown
from schemas.reviews import Finding, Review
from workflows.compliance.elements import ELEMENTS, Element


def report(review: Review, findings: Sequence[Finding], known: PackageKnown) -> ComplianceReport:
    """The report on a review with these findings, those of its arrival or of a check.

    Nothing is judged anew: an element isn't met because a finding names it, so that report and findings can't differ.
    """
    by_element: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_element[finding.element or ""].append(finding)
    elements = [_told(element, review, by_element[element.id], known) for element in ELEMENTS]
    counted = Counter(each.status for each in elements)
    return ComplianceReport(
        counts=ElementCounts(
            met=counted["met"], not_met=counted["not_met"], not_applicable=counted["not_applicable"]
        ),
        elements=elements,
    )


def _told(element: Element, review: Review, found: list[Finding], known: PackageKnown) -> ElementReport:
    applies = bool(found) or element.applies(review, known)
    return ElementReport(
        id=element.id,
        title=element.title,
        status="not_met" if found else "met" if applies else "not_applicable",
        pointers=[finding.pointer for finding in found] or list(element.answers),
        source=element.source or UNSET,
        applies_when=(element.called_for.__doc__ or UNSET) if element.called_for else UNSET,
        findings=found,
    )
