"""What a review is told for, case by case: what makes the finding, and what comes close and doesn't."""

from tests.workflows.compliance_cases.care import CHANGES, SAFETY
from tests.workflows.compliance_cases.dates import DATES
from tests.workflows.compliance_cases.missing import MISSING
from tests.workflows.compliance_cases.people import IDENTITY, INDEPENDENCE, INVOLVEMENT
from tests.workflows.compliance_cases.plan import PLAN

CASES = (*MISSING, *IDENTITY, *DATES, *INVOLVEMENT, *INDEPENDENCE, *PLAN, *CHANGES, *SAFETY)
