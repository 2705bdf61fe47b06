"""The words and shapes by which a notification of the police is read.

Each label stands for a field of the form, written as the forces write it. Where two
would fit, the one that is named first is tried first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

ROLES: Mapping[str, str] = {
    "victim": "victim|vic|injured party|injured person|ip|aggrieved|complainant",
    "alleged": "alleged perpetrator|alleged suspect|suspect|susp|perpetrator|perp"
    "|offender|accused",
    "child": "child(?:ren|\\(ren\\))?",
}
OF_PERSON: Mapping[str, str] = {
    "family_name": "surname|family name|last name",
    "given_name": "forenames?|forename\\(s\\)|first names?|given names?",
    "name": "full name|name",
    "born": "date of birth|d\\.?o\\.?b\\.?|born",
    "address": "home address|address|addr",
    "postcode": "post ?code",
    "phone": "contact (?:number|no)|tel(?:ephone)?(?: (?:number|no))?"
    "|mob(?:ile)?(?: (?:number|no))?|phone(?: (?:number|no))?",
    "email": "e-?mail(?: address)?",
    "sex": "sex|gender",
    "relation": "relationship(?: to (?:the )?(?:victim|vic|ip))?|relation",
    "other_names": "alias(?:es)?|aka|also known as|nickname",
    "language": "first language|preferred language|language",
    "needs_interpreter": "interpreter(?: (?:required|needed))?",
    "school": "school|nursery",
    "gp": "gp(?: (?:practice|surgery))?|doctor|surgery",
}
ABOUT: Mapping[str, str] = {
    "what_happened": "circumstances|summary(?: of incident)?"
    "|incident (?:details|summary)|narrative|details|what happened|account|background",
    "event_on": "(?:incident )?date(?: ?(?:and|/|&) ?time)?(?: of incident)?"
    "|occurred(?: on)?",
    "children_seen": "children (?:present|seen|witnessed)",
    "danger_now": "immediate danger|in danger now",
    "wishes": "(?:victim'?s? )?wishes",
    "consent": "(?:victim )?consent",
    "told": "(?:victim )?(?:aware|informed)(?: of (?:the )?referral)?",
    # Known, and kept with the words: there is no field for them.
    "kept": "(?:incident|crime|log|cad|urn|custody|occurrence)"
    "(?: ?(?:no|number|ref|reference|id))?\\.?|(?:our )?ref(?:erence)?|urn|cad"
    "|(?:incident )?location|location of incident|place of incident|incident address"
    "|dash|risk(?: (?:level|grading|assessment))?|grading|officer(?: in (?:the )?case)?"
    "|oic|attending officer|reporting officer|force|offences?|age|weapons?|outcome",
}
LONG = ("what_happened", "wishes")  # go on until the next label
SEVERAL_LINES = ("address",)  # go on until an empty line
REACHES = ("address", "postcode", "phone", "email")


def any_of(of: Mapping[str, str]) -> str:
    return "|".join(of.values())


LABEL = (
    rf"(?:(?P<about>{any_of(ABOUT)})"
    rf"|(?P<role>{any_of(ROLES)})(?:'s)?(?: ?(?P<n>\d{{1,2}}))?"
    rf"(?: details?)?(?:[ -]+(?P<own>{any_of(OF_PERSON)}))?"
    rf"|(?P<field>{any_of(OF_PERSON)}))"
)
# At the beginning of a line a dash, a tab or wide space will do; inside, a colon.
FIRST = re.compile(
    rf"[\s*•>#=_-]*{LABEL}(?:\s*[:=]\s*|\s+[-–—]+\s+|\t\s*|\s{{3,}}|[\s*=_-]*$)", re.I
)
INSIDE = re.compile(rf"(?<=[\s;,|(]){LABEL}\s*:\s*", re.I)
DATE = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")
BORN = re.compile(rf"[(,;]?\s*(?:{OF_PERSON['born']})?\s*:?\s*{DATE.pattern}\)?", re.I)
POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.I)
NAME = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,5}")
TITLE = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|prof)\.? ", re.I)
NOTHING = re.compile(
    r"(?:n/?k|(?:not known|unknown|n/?a|none|nil)\b.*|-|\?|not .*)?\.?", re.I
)
SEX = {"f": "female", "female": "female", "m": "male", "male": "male"}
SEX |= {"woman": "female", "man": "male", "girl": "female", "boy": "male"}
YES_NO = {"yes": "yes", "y": "yes", "no": "no", "n": "no", "not known": "dont_know"}
RELATIONS: Mapping[str, str] = {
    "ex_partner": "ex|ex-?.*|former .*|estranged .*",
    "partner": "partner|husband|wife|boyfriend|girlfriend|spouse|fianc[eé]e?",
    "parent": "mother|father|mum|dad|parent",
    "child": "son|daughter|child",
    "sibling": "brother|sister|sibling",
    "other_family": "(?:grand|step).*|uncle|aunt|cousin|nephew|niece|.*-in-law",
}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "children_seen": YES_NO,
    "danger_now": YES_NO,
    "consent": {
        "given": "given",
        "yes given": "given",
        "obtained": "given",
        "refused": "refused",
        "declined": "refused",
        "not sought": "not_sought",
        "not asked": "not_sought",
    },
    "told": {"yes": "told", "y": "told", "no": "not_told", "n": "not_told"},
}
