"""The groups of questions in an assessment about rights, health, and what has to be there on arrival."""

from workflows.forms.asking import Ask

CAPACITY = (
    Ask("for_this_move", "Can they decide about this move?"),
    Ask("assessed_on", "When was that assessed?"),
    Ask("best_interests_ref", "Reference of the best-interests decision about the move"),
    Ask("attorney", "Does anybody decide for them about health and welfare?"),
    Ask("attorney_name", "Their name"),
    Ask("liberty", "Authority to deprive them of liberty where they go"),
    Ask("liberty_ref", "Reference of the request or the authority"),
    Ask("section_117", "Are they entitled to aftercare under the Mental Health Act?", "Section 117."),
)
INFECTION = (
    Ask("current", "Have they an infection now?"),
    Ask("organism", "Which?"),
    Ask("isolate_until", "Isolate up to and including"),
    Ask("last_test_on", "Last tested on"),
    Ask("ward_outbreak", "Is there an outbreak on the ward?"),
    Ask("outbreak_detail", "Of what, and were they in contact with it?"),
    Ask("antibiotics_until", "Antibiotics up to and including"),
)
DEVICE = (
    Ask("device", "What is it?"),
    Ask("site", "Where is it?"),
    Ask("care", "How is it cared for?"),
    Ask("change_due", "When is it changed or taken out?"),
)
RESULT = (
    Ask("test", "Which test?"),
    Ask("expected_on", "When is the result expected?"),
    Ask("followed_up_by", "Who acts on it?"),
)
FOLLOW_UP = (
    Ask("what", "What?"),
    Ask("by_whom", "By whom?"),
    Ask("due_on", "When?"),
    Ask("arranged", "Is it arranged?"),
)
CLINICAL = (
    Ask("diagnoses", "Diagnoses"),
    Ask("news2", "NEWS2 score", "National Early Warning Score, of the latest observations."),
    Ask("observed_at", "When was that observed?"),
    Ask("frailty", "Clinical frailty score", "1 to 9, before this illness."),
    Ask("devices", "Lines and devices", "Leave empty if there are none.", parts=DEVICE),
    Ask("outstanding_results", "Results that are still to come", parts=RESULT),
    Ask("follow_ups", "What has to follow", "Appointments, tests, removal of stitches.", parts=FOLLOW_UP),
)
END_OF_LIFE = (
    Ask("resuscitation", "Is there a decision about resuscitation?"),
    Ask("original_travels", "Does the original travel with them?"),
    Ask("advance_decision", "Have they made an advance decision to refuse treatment?"),
    Ask("preferred_place", "Where do they want to be at the end of their life?"),
    Ask("anticipatory_medicines", "Medicines for the last days of life"),
)
EQUIPMENT = (
    Ask("item", "What do they need?"),
    Ask("status", "Is it there?"),
    Ask("due_at", "When will it be there?"),
    Ask("owner", "Who sees to it?"),
    Ask("training_needed", "Do staff have to be trained to use it?"),
    Ask("staff_trained", "Have they been trained?"),
)
FUNDING = (
    Ask("funded_by", "Who pays?"),
    Ask("checklist", "Checklist for NHS continuing healthcare"),
    Ask("nursing_contribution", "Does the NHS pay for nursing in the home?", "Funded nursing care."),
    Ask("top_up", "Does somebody pay a top-up?"),
    Ask("top_up_by", "Who pays the top-up?"),
    Ask("authorised", "Is the money authorised?"),
    Ask("authorised_ref", "Reference of the authority to pay"),
)
PHARMACY = (
    Ask("name", "Pharmacy"),
    Ask("supplies_on_monday", "Will it supply the home on the Monday after?"),
)
FOLLOW_ON = (
    Ask("gp_practice", "GP practice"),
    Ask("gp", "Registered there?"),
    Ask("out_of_hours", "Who covers evenings and weekends?", "By name, and with their number."),
    Ask("district_nursing", "District nurse"),
    Ask("nurse_first_visit_on", "The nurse's first visit"),
    Ask("therapy", "Therapy"),
    Ask("therapy_first_visit_on", "The therapist's first visit"),
    Ask("pharmacy", "Who supplies medicines from then on?", parts=PHARMACY),
    Ask("fallback_phone", "Number to ring if nobody else answers"),
)
SOCIAL = (
    Ask("next_of_kin_informed", "Does their next of kin know?"),
    Ask("visiting", "Who visits, and what do they need for it?"),
    Ask("belongings", "What travels with them?"),
    Ask("advocate", "Independent advocate"),
    Ask("safeguarding", "Is there a safeguarding concern?"),
    Ask("safeguarding_detail", "What is it, and who knows of it?"),
    Ask("about_me", "Is there an About Me page with what matters to them?"),
)
TRANSPORT = (
    Ask("type", "How do they travel?"),
    Ask("booked_for", "When are they fetched?"),
    Ask("escort", "Who goes with them?"),
    Ask("oxygen", "Do they need oxygen on the way?"),
)
DECLARATION = (
    Ask("assessor_name", "Your name"),
    Ask("declared_at", "At", from_tablet=True),
)
