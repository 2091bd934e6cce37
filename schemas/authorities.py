"""A council as it is set up from one file: who it is, who begins to work there, and what it decides for itself."""

from typing import Annotated, Literal

from msgspec import Meta, Raw

from schemas.base import Line, Payload
from schemas.policies import PolicyName
from schemas.staff import Username

GssCode = Annotated[str, Meta(pattern=r"^E[0-9]{8}$(?!\n)")]
"""The Office for National Statistics' code of an English authority."""
DeskRole = Literal["admin", "verifier_asc", "verifier_health", "commissioner", "auditor"]


class FirstStaff(Payload, frozen=True, kw_only=True):
    """Somebody who works at a desk from the first day: for the NHS body as `verifier_health`, else for the council."""

    username: Username
    name: Line
    role: DeskRole

    @property
    def works_for_nhs(self) -> bool:
        return self.role == "verifier_health"


class Council(Payload, frozen=True, kw_only=True):
    """One council with the NHS body that pays with it, its first staff, and the policies it begins with."""

    name: Line
    gss_code: GssCode
    nhs_body: Line
    staff: Annotated[list[FirstStaff], Meta(min_length=1, max_length=200)]
    policies: dict[PolicyName, Raw] = {}


class FirstAccount(Payload, frozen=True, kw_only=True):
    """An account as it was made; its password is told once."""

    username: str
    role: str
    password: str
