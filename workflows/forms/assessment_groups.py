"""The groups of questions in an assessment about the person's needs in body and mind."""

from schemas.forms import Option
from workflows.forms.asking import Ask

PATHWAYS = (
    Option(value=0, label="0: home as before, or back to the same care home"),
    Option(value=1, label="1: home with new or more care"),
    Option(value=2, label="2: a bed for a short time, to recover"),
    Option(value=3, label="3: a new kind of placement, or a bed for a long stay"),
)
MUST = (
    Option(value=0, label="0: low risk"),
    Option(value=1, label="1: medium risk"),
    Option(value=2, label="2 or more: high risk"),
)
FOOD = (
    Option(value=3, label="3: liquidised"),
    Option(value=4, label="4: pureed"),
    Option(value=5, label="5: minced and moist"),
    Option(value=6, label="6: soft and bite-sized"),
    Option(value=7, label="7: regular"),
)
FLUID = (
    Option(value=0, label="0: thin, as water"),
    Option(value=1, label="1: slightly thick"),
    Option(value=2, label="2: mildly thick"),
    Option(value=3, label="3: moderately thick"),
    Option(value=4, label="4: extremely thick"),
)

STAY = (
    Ask("hospital_ods_code", "Hospital, by its ODS code"),
    Ask("ward", "Ward"),
    Ask("hospital_number", "Hospital number"),
    Ask("admitted_on", "Admitted on"),
    Ask("reason", "Why did they come into hospital?"),
)
TRANSFER = (
    Ask("pathway", "Discharge pathway", options=PATHWAYS),
    Ask("destination", "Where are they to go?"),
    Ask("placement", "What kind of stay is it?"),
    Ask("proposed_from", "They could leave from"),
    Ask("proposed_until", "And no later than"),
    Ask("earliest_arrival", "Earliest time to arrive safely", "For example 10:00.", type="clock_time"),
    Ask("latest_arrival", "Latest time to arrive safely", "For example 16:00.", type="clock_time"),
    Ask(
        "medically_fit",
        "Have they no longer any reason to be in hospital?",
        "That is: the criteria to reside are no longer met.",
    ),
    Ask("medically_fit_at", "Since when?"),
    Ask("medically_fit_said_by", "Who said so?"),
)
CONTACT = (
    Ask("name", "Name"),
    Ask("phone", "Phone"),
    Ask("reachable_at_weekend", "Can they be reached this weekend?"),
)
ASSESSOR = (
    Ask("assessor_id", "Assessor", from_tablet=True),
    Ask("name", "Assessor's name", from_tablet=True),
    Ask("organisation", "For which organisation do you work?"),
    Ask(
        "agreement_id",
        "Under which agreement do you assess?",
        "The agreement between hospital and homes. Without one a home can't decide on your word alone.",
    ),
    Ask("assessed_at", "When did you assess?"),
    Ask("method", "How did you assess?"),
    Ask("sources", "What did you go by?", "Choose all that apply."),
    Ask("basis", "On what basis do you share this with the homes?"),
    Ask("best_interests_ref", "Reference of the best-interests decision to share it"),
    Ask("contact", "Whom can a home ask?", parts=CONTACT),
)
MEDICINE = (
    Ask("name", "Medicine"),
    Ask("dose", "Dose, and how often"),
    Ask("route", "How is it taken?"),
    Ask("change", "Compared with before the stay it is …"),
    Ask("time_critical", "Does it have to be given on time?", "For example for Parkinson's, or insulin."),
    Ask("covered_until", "Doses travel with them up to and including"),
)
ALLERGY = (
    Ask("substance", "To what?"),
    Ask("reaction", "What happens?"),
)
MEDICINES = (
    Ask("items", "Every medicine", "Also those that were stopped.", parts=MEDICINE),
    Ask("take_home", "Where are the medicines to take out?"),
    Ask("take_home_expected_at", "When will they be with the person?"),
    Ask("days_supplied", "For how many days do they last?"),
    Ask("chart_sent", "Has the home got the medicines chart?"),
    Ask("controlled_drugs", "Are there controlled drugs?"),
    Ask("insulin", "Is there insulin?"),
    Ask("anticoagulant", "Is there an anticoagulant?"),
    Ask("covert", "Is any medicine given without their knowing?"),
    Ask("covert_decision_ref", "Reference of the best-interests decision about that"),
    Ask("feeding_tube", "Is any of it given by a feeding tube?"),
    Ask("oxygen", "Do they need oxygen?"),
    Ask("allergies_known", "Allergies"),
    Ask("allergies", "Which allergies?", parts=ALLERGY),
    Ask("pharmacist_contact", "Pharmacist to ask"),
)
MOBILITY = (
    Ask("transfers_before", "How did they get up and sit down before the stay?"),
    Ask("transfers_now", "And now?"),
    Ask("sling_size", "Size of the sling"),
    Ask("weight_bearing", "Can their legs carry them?"),
    Ask("stairs", "Stairs"),
    Ask("bariatric", "Do they need equipment for a heavy person?"),
    Ask("weight_kg", "Their weight for that equipment, in kilograms"),
    Ask("handling_plan", "How are they helped to move?"),
)
FALLS = (
    Ask("in_12_months", "How many falls in the last 12 months?"),
    Ask("in_hospital", "How many of them in hospital?"),
    Ask("injury", "Were they hurt?"),
    Ask("injury_detail", "How were they hurt?"),
    Ask("bone_health_reviewed", "Was the strength of their bones looked at?"),
    Ask("sensor", "Sensor"),
    Ask("bed_rails", "Bed rails"),
)
NUTRITION = (
    Ask("must", "MUST score", "Malnutrition Universal Screening Tool.", options=MUST),
    Ask("weight_kg", "Weight in kilograms"),
    Ask("weighed_on", "Weighed on"),
    Ask("food_level", "Texture of food (IDDSI)", options=FOOD),
    Ask("fluid_level", "Thickness of drinks (IDDSI)", options=FLUID),
    Ask("swallowing_advice", "Advice of the speech and language therapist"),
    Ask("tube_regime", "What is given by the tube, when and how fast?"),
    Ask("diet", "What do they eat and drink, and what not?", "Also for reasons of faith or culture."),
)
CONTINENCE = (
    Ask("bladder", "Bladder"),
    Ask("bowel", "Bowel"),
    Ask("catheter_type", "Kind of catheter"),
    Ask("catheter_change_due", "When is it changed next?"),
    Ask("stoma_detail", "Kind of stoma and bag"),
    Ask("products_needed", "Do they need pads or other products?"),
    Ask("products_supplied_days", "For how many days are products sent along?"),
)
DAMAGE = (
    Ask("category", "Category"),
    Ask("site", "Where?"),
    Ask("wound_plan", "What is done about it?"),
    Ask("dressings_supplied_days", "For how many days are dressings sent along?"),
)
SKIN = (
    Ask("pressure_damage", "Pressure damage", "Every place. Leave empty if there is none.", parts=DAMAGE),
    Ask("other_wounds", "Other wounds, and what is done about them"),
    Ask("scale", "Which scale of risk was used?"),
    Ask("score", "Score on that scale"),
    Ask("mattress", "Mattress that they need"),
)
COMMUNICATION = (
    Ask("language", "Their language"),
    Ask("interpreter", "Do they need an interpreter?"),
    Ask("how", "How do you speak with them best?"),
    Ask("aids", "What do they wear or use?"),
    Ask("aids_packed", "Does all of it travel with them?"),
)
COGNITION = (
    Ask("diagnosis", "Diagnosis that affects memory or mind", "Leave empty if there is none."),
    Ask("delirium", "Are they confused by their illness now (delirium)?"),
    Ask("four_at", "Score of the 4AT test", "0 to 12."),
    Ask("distress", "Do they get distressed, or is their behaviour hard to live with?"),
    Ask("distress_pattern", "What happens, and how often?"),
    Ask("distress_triggers", "What sets it off?"),
    Ask("what_helps", "What helps?"),
    Ask("enhanced_supervision", "Were they watched more closely than usual in the last 72 hours?"),
    Ask("supervision_detail", "How, and why?"),
    Ask("nights", "How are their nights?"),
)
DIFFERENCE = (
    Ask("area", "In what?"),
    Ask("before", "How was it before?"),
    Ask("now", "How is it now?"),
)
CHANGED = (
    Ask("compared_with", "What do you compare with?"),
    Ask("differences", "What is different?", "Leave empty if nothing is.", parts=DIFFERENCE),
    Ask("new_two_person_care", "Do they now need two people, and did not before?"),
    Ask("new_behaviour", "Is there behaviour that was not there before?"),
    Ask("new_nursing_tasks", "Are there nursing tasks that were not there before?"),
)
