"""The page that shows how somebody leaves hospital: the lives of a referral, an assessment and a home's decision."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from schemas.agreements import DeclineCode
from schemas.discharges import AssessmentState
from schemas.referrals import HomeState, ReferralState
from schemas.weekend import CheckName
from workflows import assessments, home_decisions, referrals
from workflows.lifecycle_page import moves_of
from workflows.markdown import table
from workflows.transitions import Lifecycle
from workflows.weekend import RULES

REFERRAL: Mapping[StrEnum, str] = {
    ReferralState.REFERRED: "The ward has referred the person; nobody has assessed them yet.",
    ReferralState.ASKED: "One home has the assessment, and is asked.",
    ReferralState.PLACED: "A home takes the person, who is still in hospital.",
    ReferralState.ARRIVED: "The person has come, and lives in the home, which looks at how that went.",
    ReferralState.UNPLACED: "Every home that was named has declined.",
    ReferralState.WITHDRAWN: "The person isn't leaving, or goes elsewhere.",
}
ASSESSMENT: Mapping[StrEnum, str] = {
    AssessmentState.SUBMITTED: "It is there for the home that is asked, and may be amended until the person has come.",
    AssessmentState.ARRIVED: "The home has looked at how the person came; how right it was is known.",
    AssessmentState.WITHDRAWN: "Its assessor took it back.",
}
HOME: Mapping[StrEnum, str] = {
    HomeState.WAITING: "It is in line, and sees nothing yet.",
    HomeState.ASKED: "It sees the assessment, and its clock runs.",
    HomeState.ACCEPTED: "It takes the person.",
    HomeState.CONDITIONAL: "It takes the person if what it names is done in time.",
    HomeState.DEFERRED: "It has put its decision off.",
    HomeState.DECLINED: "It can't take the person, and sees them no more.",
    HomeState.RELEASED: "It isn't needed any more.",
}


def discharge_page() -> str:
    """The Markdown of docs/discharge.md."""
    return f"""# Leaving hospital

A ward refers somebody and names homes in order. A trusted assessor assesses once, for all of them; each home decides by
itself, and a decline asks the next one at once. From the tables in `workflows/`, which decide every move.

{_life("A referral", referrals.lifecycle, REFERRAL)}

{_life("An assessment", assessments.lifecycle, ASSESSMENT)}

{_life("A home's decision", home_decisions.lifecycle, HOME)}

## Why a home declines

{table(("Code", "Meaning"), ((f"`{code.value}`", code.label) for code in DeclineCode))}

## Weekend checks

Each is as bad as the worst of what it looks at; without anything to look at it doesn't apply. They can leave when
nothing is blocked, and everything at risk has an owner and a time before they leave.

{table(("Check", "What it looks at"), ((f"`{name.value}`", _looked_at(name)) for name in RULES))}
"""


def _life(title: str, lifecycle: Lifecycle[Any, Any, Any], meanings: Mapping[StrEnum, str]) -> str:
    states = table(("State", "Meaning"), ((f"`{state}`", meaning) for state, meaning in meanings.items()))
    return f"""## {title}

```mermaid
{lifecycle.mermaid()}
```

{states}

{moves_of(lifecycle.transitions)}"""


def _looked_at(name: CheckName) -> str:
    """A rule's name is the statement of fact that it checks."""
    return "; ".join(str(getattr(rule, "__name__", rule)).replace("_", " ") for rule in RULES[name])
