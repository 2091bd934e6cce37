"""The code lists of a review: the value that travels, and the words that a carer reads for it."""

from enum import StrEnum
from typing import Self


class Choice(StrEnum):
    """One entry of a code list."""

    _value_: str
    label: str

    def __new__(cls, value: str, label: str) -> Self:
        choice = str.__new__(cls, value)
        choice._value_ = value
        choice.label = label
        return choice


class Funder(Choice):
    """Who pays for a package, and so who verifies its reviews."""

    COUNCIL = "council", "The council"
    NHS = "nhs", "The NHS"
    JOINT = "joint", "The council and the NHS together"


class ReviewType(Choice):
    """The three routes to a review."""

    PLANNED = "planned", "Planned: it was due"
    UNPLANNED = "unplanned", "Unplanned: something happened"
    REQUESTED = "requested", "Requested: somebody asked for it"


class ReviewReason(Choice):
    """Review Reason, word for word as national Client Level Data has it (release 1)."""

    PLANNED = "Planned", "Planned"
    HOSPITAL = (
        "Unplanned - Hospital (Planned and unplanned episodes)",
        "Unplanned: a stay in hospital, planned or not",
    )
    CARER = "Unplanned - Carer related", "Unplanned: to do with an unpaid carer"
    SAFEGUARDING = "Unplanned - Safeguarding concern", "Unplanned: a safeguarding concern"
    OTHER = "Unplanned - Other Reason", "Unplanned: another reason"
    PROVIDER_FAILURE = "Unplanned - Provider Failure", "Unplanned: the provider could not carry on"
    COMMISSIONING = (
        "Unplanned - Change in Commissioning arrangements",
        "Unplanned: a change in who is commissioned",
    )


class RequestedBy(Choice):
    PERSON = "person", "The person"
    CARER = "carer", "An unpaid carer"
    FAMILY = "family", "A member of the family"
    PROFESSIONAL = "professional", "A professional"
    PROVIDER = "provider", "The provider"


class Milestone(Choice):
    INITIAL = "initial_6_8_week", "First review, 6 to 8 weeks after the start or a change"
    ANNUAL = "annual", "Yearly review"
    INTERIM = "interim", "A review in between"


class Method(Choice):
    IN_PERSON = "in_person", "Face to face"
    VIDEO = "video", "By video call"
    PHONE = "phone", "By phone"


class Place(Choice):
    HOME = "home", "Their own home"
    CARE_HOME = "care_home", "A care home"
    HOSPITAL = "hospital", "Hospital"
    OTHER = "other", "Somewhere else"


class SeenAlone(Choice):
    YES = "yes", "Yes"
    NO = "no", "No"
    DECLINED = "declined", "They were asked and didn't want to"


class ParticipantRole(Choice):
    PERSON = "person", "The person themselves"
    CARER = "carer", "Unpaid carer"
    FAMILY = "family", "Family or friend"
    ADVOCATE = "advocate", "Independent advocate"
    ATTORNEY_OR_DEPUTY = "attorney_or_deputy", "Attorney or deputy"
    REVIEWER = "reviewer", "Reviewer"
    CARE_STAFF = "care_staff", "Care staff of the provider"
    PROFESSIONAL = "professional", "Social care or health professional"
    INTERPRETER = "interpreter", "Interpreter"
    OTHER = "other", "Somebody else"


class TakingPart(Choice):
    IN_PERSON = "in_person", "Face to face"
    VIDEO = "video", "By video call"
    PHONE = "phone", "By phone"
    IN_WRITING = "in_writing", "In writing"


class Involvement(Choice):
    FULL = "full", "Fully"
    PARTIAL = "partial", "In part"
    NONE = "none", "Not at all"


class CarerInvolvement(Choice):
    FULL = "full", "Fully"
    PARTIAL = "partial", "In part"
    NONE = "none", "Not at all"
    DECLINED = "declined", "They were asked and didn't want to take part"
    NO_CARER = "no_carer", "There is no unpaid carer"


class Strain(Choice):
    NONE = "none", "None"
    SOME = "some", "Some"
    HIGH = "high", "A lot"


class AssessmentWanted(Choice):
    YES = "yes", "Yes"
    NO = "no", "No"
    DECLINED = "declined", "It was offered and they said no"


class AccessibleFormat(Choice):
    NOT_NEEDED = "not_needed", "Ordinary print was right for them"
    EASY_READ = "easy_read", "Easy read"
    LARGE_PRINT = "large_print", "Large print"
    BRAILLE = "braille", "Braille"
    AUDIO = "audio", "Audio"
    BSL = "bsl", "British Sign Language"
    TRANSLATED = "translated", "In their own language"
    OTHER = "other", "Another format that suits them"
    NEEDED_NOT_GIVEN = "needed_not_given", "They needed one and didn't get it"


class Difficulty(Choice):
    """The four things that may be substantially difficult (Care Act 2014 s67(4))."""

    UNDERSTAND = "understand", "Understanding what it is about"
    RETAIN = "retain", "Keeping it in mind"
    USE_WEIGH = "use_weigh", "Using it or weighing it up"
    COMMUNICATE = "communicate", "Saying what they think, want or feel"


class AdvocateStatus(Choice):
    NOT_NEEDED = "not_needed", "Not needed"
    APPROPRIATE_PERSON = "appropriate_person", "Somebody who isn't paid to care supports them"
    OFFERED = "offered", "An independent advocate was offered"
    INSTRUCTED = "instructed", "An independent advocate acts for them"
    DECLINED = "declined", "They didn't want an advocate"
    NEEDED_NOT_IN_PLACE = "needed_not_in_place", "An advocate is needed, and there is none"


class CapacityResult(Choice):
    HAS_CAPACITY = "has_capacity", "They can make this decision"
    LACKS_CAPACITY = "lacks_capacity", "They can't make this decision"


class NeedsChanged(Choice):
    NONE = "none", "No change"
    INCREASE = "increase", "They need more"
    DECREASE = "decrease", "They need less"
    FLUCTUATING = "fluctuating", "It goes up and down"


class Circumstance(Choice):
    HOSPITAL_STAY = "hospital_stay", "A stay in hospital"
    ILLNESS_OR_DIAGNOSIS = "illness_or_diagnosis", "An illness or a new diagnosis"
    FALL = "fall", "A fall"
    BEREAVEMENT = "bereavement", "A bereavement"
    HOUSEHOLD = "household", "Who they live with"
    CARER = "carer", "What an unpaid carer can do"
    ACCOMMODATION = "accommodation", "Where they live, or its state"
    FINANCES = "finances", "Money"
    WORK_OR_EDUCATION = "work_or_education", "Work, training or learning"
    OTHER = "other", "Something else"


class OutcomeStatus(Choice):
    FULLY = "fully", "Fully met"
    PARTIALLY = "partially", "Partly met"
    NOT_MET = "not_met", "Not met"


class OutcomeNext(Choice):
    KEEP = "keep", "Keep it as it is"
    CHANGE = "change", "Change it"
    END = "end", "End it"


class YesNoUnknown(Choice):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


class UnableBasis(Choice):
    """In which sense somebody is unable (SI 2015/313 reg 2(3))."""

    NEEDS_ASSISTANCE = "needs_assistance", "They can't do it without help"
    PAIN_DISTRESS_ANXIETY = "pain_distress_anxiety", "It causes great pain, distress or anxiety"
    ENDANGERS = "endangers", "It puts them or somebody else in danger"
    TAKES_LONGER = "takes_longer", "It takes them much longer than it should"


class Direction(Choice):
    SAME = "same", "The same"
    BETTER = "better", "Better"
    WORSE = "worse", "Worse"


class Impact(Choice):
    BETTER = "better", "Better"
    SAME = "same", "The same"
    WORSE = "worse", "Worse"
    NOT_APPLICABLE = "not_applicable", "Not affected by their needs"


class SupportChange(Choice):
    NO_SUPPORT = "no_support", "There is none"
    SAME = "same", "The same as before"
    BETTER = "better", "Better than before"
    WORSE = "worse", "Worse than before"


class RiskLevel(Choice):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class SafeguardingConcern(Choice):
    NONE = "none", "No concern"
    KNOWN_OPEN = "known_open", "A concern that the council knows of already"
    NEW = "new", "A new concern"


class EquipmentStatus(Choice):
    IN_USE = "in_use", "There, and in use"
    NOT_USED = "not_used", "There, but not used"
    FAULTY = "faulty", "Not working"
    ORDERED = "ordered", "On order"
    NEEDED = "needed", "Needed, not yet ordered"


class MedicationLevel(Choice):
    NONE = "none", "None: they manage their own"
    PROMPT = "prompt", "Reminding"
    ASSIST = "assist", "Helping them to take it"
    ADMINISTER = "administer", "Giving it"
    SPECIALIST = "specialist", "Giving it by a special technique, after training"


class HealthChange(Choice):
    HOSPITAL_ADMISSION = "hospital_admission", "Went into hospital"
    NEW_DIAGNOSIS = "new_diagnosis", "New diagnosis"
    MOBILITY = "mobility", "Moving about"
    FALLS = "falls", "Falls"
    SKIN = "skin", "Skin"
    CONTINENCE = "continence", "Continence"
    EATING_DRINKING = "eating_drinking", "Eating, drinking or weight"
    MEMORY = "memory", "Memory or confusion"
    MENTAL_HEALTH = "mental_health", "Mood or mental health"
    PAIN = "pain", "Pain"
    SIGHT_HEARING = "sight_hearing", "Sight or hearing"
    OTHER = "other", "Something else"


class Day(Choice):
    MONDAY = "monday", "Monday"
    TUESDAY = "tuesday", "Tuesday"
    WEDNESDAY = "wednesday", "Wednesday"
    THURSDAY = "thursday", "Thursday"
    FRIDAY = "friday", "Friday"
    SATURDAY = "saturday", "Saturday"
    SUNDAY = "sunday", "Sunday"


class ChangeRequest(Choice):
    NONE = "none", "No change"
    INCREASE = "increase", "More care"
    DECREASE = "decrease", "Less care"
    RETIME = "retime", "The same care at other times"
    REDESIGN = "redesign", "A different kind of care"
    END = "end", "End the package"
    SUSPEND = "suspend", "Pause the package"


class Agreement(Choice):
    AGREE = "agree", "Agrees"
    DISAGREE = "disagree", "Disagrees"
    NOT_ASKED = "not_asked", "Was not asked"


class ConductedBy(Choice):
    PROVIDER_REVIEWER = "provider_reviewer", "A reviewer of the provider"
    PERSON_SELF = "person_self", "The person themselves"
    CARER = "carer", "An unpaid carer"
    JOINT = "joint", "Several of them together"


class Satisfaction(Choice):
    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known"


class CopyToPerson(Choice):
    GIVEN = "given", "Handed over"
    SENT = "sent", "Sent"
    TO_BE_GIVEN = "to_be_given", "Will be given once it is decided"
    DECLINED = "declined", "They didn't want one"
