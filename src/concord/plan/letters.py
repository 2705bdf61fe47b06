"""What the plan room writes to people: how much there is to give, and by when.

No letter names an action, a person or what was said: that stands behind the sign-in.
"""

from __future__ import annotations

from concord.foundation.post import letter

WHAT = (
    "{% if updates %}{{ updates }} update{{ updates|pluralize }}{% endif %}"
    "{% if updates and statements %} and {% endif %}"
    "{% if statements %}{{ statements }} statement{{ statements|pluralize }}{% endif %}"
)
OF_A_ROUND = {"updates", "statements", "quarter", "due", "standing_in", "link"}

ASK = letter(
    "plan.ask",
    subject="Concord: " + WHAT + " to give by {{ due }}",
    template="plan/letters/ask.txt",
    variables=OF_A_ROUND,
)
REMIND = letter(
    "plan.remind",
    subject="Concord: " + WHAT + " still to give by {{ due }}",
    template="plan/letters/remind.txt",
    variables=OF_A_ROUND,
)
LATE = letter(
    "plan.late",
    subject="Concord: " + WHAT + " to give, due on {{ due }}",
    template="plan/letters/late.txt",
    variables=OF_A_ROUND,
)
WHO_IS_SILENT = letter(
    "plan.who_is_silent",
    subject="Concord: {{ teams|length }} team{{ teams|length|pluralize }} "
    "with nothing sent, due on {{ due }}",
    template="plan/letters/who_is_silent.txt",
    variables={"teams", "updates", "statements", "quarter", "due", "link"},
)
