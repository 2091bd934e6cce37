"""The code lists of a pre-discharge assessment: the value that travels, and the words that are read for it."""

from schemas.code_lists import Choice


class Destination(Choice):
    SAME_HOME = "same_home", "Back to the home that they came from"
    NEW_HOME = "new_home", "A home that is new to them"
    OWN_HOME = "own_home", "Their own home"
    COMMUNITY_BED = "community_bed", "A bed in a community hospital or a rehabilitation unit"


class Placement(Choice):
    PERMANENT = "permanent", "For good"
    DISCHARGE_TO_ASSESS = "discharge_to_assess", "To recover and be assessed there"
    RESPITE = "respite", "For a set time"
    NONE = "none", "It is no stay in a home"


class AssessedBy(Choice):
    IN_PERSON = "in_person", "Face to face"
    VIDEO = "video", "By video call"
    PHONE = "phone", "By phone"
    RECORDS = "records", "From records alone"


class Source(Choice):
    PERSON = "person", "The person"
    FAMILY = "family", "Family or friends"
    WARD_STAFF = "ward_staff", "Ward staff"
    MEDICAL_NOTES = "medical_notes", "Medical and nursing notes"
    THERAPY_NOTES = "therapy_notes", "Therapy notes"
    MEDICINES_CHART = "medicines_chart", "Medicines chart"
    SOCIAL_CARE_RECORD = "social_care_record", "Social care record"
    GP_RECORD = "gp_record", "GP record"
    HOME = "home", "The home, or whoever cared for them before"


class Basis(Choice):
    CONSENT = "consent", "The person agreed to it"
    BEST_INTERESTS = "best_interests", "It is in their best interests, since they can't decide about it"


class MedicineChange(Choice):
    UNCHANGED = "unchanged", "As before the stay"
    CHANGED = "changed", "Changed during the stay"
    NEW = "new", "New"
    STOPPED = "stopped", "Stopped"


class TakeHome(Choice):
    """Where the medicines to take out are."""

    NOT_NEEDED = "not_needed", "None are needed"
    NOT_STARTED = "not_started", "Not begun"
    PRESCRIBED = "prescribed", "Prescribed"
    IN_PHARMACY = "in_pharmacy", "In the pharmacy"
    ON_WARD = "on_ward", "On the ward"
    WITH_PATIENT = "with_patient", "Packed, and with the person"


class AllergiesKnown(Choice):
    LISTED = "listed", "There are some, listed below"
    NONE_KNOWN = "none_known", "None known"
    NOT_ESTABLISHED = "not_established", "Not established yet"


class Transfers(Choice):
    INDEPENDENT = "independent", "By themselves"
    ONE_PERSON = "one_person", "With one person"
    TWO_PEOPLE = "two_people", "With two people"
    HOIST = "hoist", "With a hoist"


class SlingSize(Choice):
    SMALL = "small", "Small"
    MEDIUM = "medium", "Medium"
    LARGE = "large", "Large"
    EXTRA_LARGE = "extra_large", "Extra large"
    MADE_TO_MEASURE = "made_to_measure", "Made to measure"


class WeightBearing(Choice):
    FULL = "full", "Fully"
    PARTIAL = "partial", "Partly"
    NONE = "none", "Not at all"


class Stairs(Choice):
    NOT_NEEDED = "not_needed", "There are none where they go"
    INDEPENDENT = "independent", "By themselves"
    WITH_HELP = "with_help", "With help"
    NOT_POSSIBLE = "not_possible", "Not possible"


class Safeguard(Choice):
    """Whether something that restricts as it protects was assessed."""

    NOT_NEEDED = "not_needed", "Not needed"
    ASSESSED_USED = "assessed_used", "Assessed, and used"
    ASSESSED_NOT_USED = "assessed_not_used", "Assessed, and not used"
    NOT_ASSESSED = "not_assessed", "Not assessed yet"


class Bladder(Choice):
    CONTINENT = "continent", "Continent"
    OCCASIONAL = "occasional", "Occasional accidents"
    INCONTINENT = "incontinent", "Incontinent"
    CATHETER = "catheter", "Catheter"


class Bowel(Choice):
    CONTINENT = "continent", "Continent"
    OCCASIONAL = "occasional", "Occasional accidents"
    INCONTINENT = "incontinent", "Incontinent"
    STOMA = "stoma", "Stoma"


class PressureCategory(Choice):
    ONE = "1", "Category 1: skin unbroken, redness that stays"
    TWO = "2", "Category 2: the upper layers of the skin"
    THREE = "3", "Category 3: through the whole skin"
    FOUR = "4", "Category 4: down to muscle or bone"
    UNSTAGEABLE = "unstageable", "Unstageable: its depth can't be seen"
    DEEP_TISSUE = "deep_tissue_injury", "Deep tissue injury"


class RiskScale(Choice):
    WATERLOW = "waterlow", "Waterlow"
    BRADEN = "braden", "Braden"
    PURPOSE_T = "purpose_t", "PURPOSE T"
    OTHER = "other", "Another scale"
    NONE = "none", "None was used"


class Mattress(Choice):
    ORDINARY = "ordinary", "Ordinary"
    PRESSURE_REDISTRIBUTING = "pressure_redistributing", "Foam that spreads pressure"
    ALTERNATING = "alternating", "Air, alternating"


class Aid(Choice):
    GLASSES = "glasses", "Glasses"
    HEARING_AIDS = "hearing_aids", "Hearing aids"
    DENTURES = "dentures", "Dentures"
    COMMUNICATION_AID = "communication_aid", "Communication aid"


class Delirium(Choice):
    NO = "no", "No"
    YES = "yes", "Yes"
    RESOLVING = "resolving", "It is getting better"


class CapacityForMove(Choice):
    NOT_DOUBTED = "not_doubted", "Nobody doubts it"
    HAS_CAPACITY = "has_capacity", "It was doubted; they can decide about this move"
    LACKS_CAPACITY = "lacks_capacity", "They can't decide about this move"
    NOT_ASSESSED = "not_assessed", "It is doubted, and not assessed yet"


class Attorney(Choice):
    NONE = "none", "Nobody"
    ATTORNEY = "attorney", "An attorney for health and welfare"
    DEPUTY = "deputy", "A deputy"
    NOT_KNOWN = "not_known", "Not known"


class Liberty(Choice):
    """Deprivation of liberty: whether it has to be authorised where they go."""

    NOT_NEEDED = "not_needed", "Not needed"
    NEEDED = "needed", "Needed, and not asked for yet"
    APPLIED = "applied", "Asked for"
    AUTHORISED = "authorised", "Authorised"


class Resuscitation(Choice):
    NONE = "none", "Neither"
    RESPECT = "respect", "A ReSPECT form"
    DNACPR = "dnacpr", "A DNACPR form"


class AnticipatoryMedicines(Choice):
    NOT_NEEDED = "not_needed", "Not needed"
    NEEDED = "needed", "Needed, and not prescribed yet"
    PRESCRIBED = "prescribed", "Prescribed, still to come"
    WITH_PATIENT = "with_patient", "With the person, chart too"


class InPlace(Choice):
    IN_PLACE = "in_place", "In place"
    ORDERED = "ordered", "On order"
    NONE = "none", "Not ordered yet"


class FundedBy(Choice):
    COUNCIL = "council", "The council"
    SELF = "self", "The person themselves"
    CONTINUING_HEALTHCARE = "chc", "NHS continuing healthcare"
    FAST_TRACK = "fast_track", "NHS continuing healthcare, fast track"
    JOINT = "joint", "The council and the NHS together"


class Checklist(Choice):
    """The NHS continuing healthcare checklist."""

    NOT_NEEDED = "not_needed", "Not needed"
    NEGATIVE = "negative", "Done: no full assessment is needed"
    POSITIVE = "positive", "Done: a full assessment follows"
    DEFERRED = "deferred", "Put off until after the discharge"


class Registration(Choice):
    REGISTERED = "registered", "Registered"
    TEMPORARY = "temporary", "Registered for the time being"
    ASKED_FOR = "asked_for", "Asked for"
    NOT_REGISTERED = "not_registered", "Not registered"


class ServiceAgreed(Choice):
    """How far a service of community health has been agreed."""

    NOT_NEEDED = "not_needed", "Not needed"
    NEEDED = "needed", "Needed, and not asked for yet"
    REFERRED = "referred", "Asked for"
    ACCEPTED = "accepted", "Accepted"


class Belonging(Choice):
    KEYS = "keys", "Keys"
    CLOTHES = "clothes", "Clothes"
    MONEY = "money", "Money and valuables"
    PHONE = "phone", "Phone"
    DOCUMENTS = "documents", "Documents"


class AdvocateForMove(Choice):
    NOT_NEEDED = "not_needed", "Not needed"
    INSTRUCTED = "instructed", "One acts for them"
    NEEDED = "needed", "One is needed, and there is none"


class TransportType(Choice):
    NOT_ARRANGED = "not_arranged", "Not arranged yet"
    FAMILY = "family", "Family's car"
    TAXI = "taxi", "Taxi"
    HOSPITAL_CAR = "hospital_car", "Hospital car"
    AMBULANCE_CHAIR = "ambulance_chair", "Ambulance, in a chair"
    AMBULANCE_STRETCHER = "ambulance_stretcher", "Ambulance, lying down"


class Escort(Choice):
    NOT_NEEDED = "not_needed", "Nobody has to"
    FAMILY = "family", "Family or a friend"
    WARD = "ward", "Somebody of the ward"
    HOME = "home", "Somebody of the home"


class Baseline(Choice):
    """What today's needs are compared with."""

    HOME = "home", "What the home knows of them from before"
    PROVIDER = "provider", "What their home care provider knows"
    FAMILY = "family", "What they and their family say"
    EARLIER_ASSESSMENT = "earlier_assessment", "An earlier assessment or review"
    NOT_KNOWN = "not_known", "Nobody knows how it was before"


class NeedArea(Choice):
    MOBILITY = "mobility", "Moving about and transfers"
    FALLS = "falls", "Falls"
    NUTRITION = "nutrition", "Eating and drinking"
    CONTINENCE = "continence", "Continence"
    SKIN = "skin", "Skin"
    COMMUNICATION = "communication", "Communication, sight and hearing"
    COGNITION = "cognition", "Memory and understanding"
    BEHAVIOUR = "behaviour", "Distress and behaviour"
    MEDICINES = "medicines", "Medicines"
    NURSING = "nursing", "Nursing tasks"
    NIGHT = "night", "Nights"
    OTHER = "other", "Something else"
