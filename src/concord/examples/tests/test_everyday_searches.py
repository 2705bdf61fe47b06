"""A hundred searches in everyday words, typing mistakes included.

Written before anything was tuned: what each expects are services of Bromley's published
list that have to be among the first three. Where fewer than three are named, any other
may stand beside them.
"""

from __future__ import annotations

import pytest

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.directory import public
from concord.examples.load_directory import load_directory
from concord.examples.reading import read_directory

WOMENS_AID = "Bromley and Croydon Women's Aid"
HELPLINE = "National Domestic Abuse Helpline"
VICTIM_SUPPORT = "Victim Support in Bromley"
ADULTS = "Bromley adult social care"
CHILDREN = "Bromley children's social care"
PROJECT = "Bromley Children Project"
RELATE = "Relate in Bromley"
MIND = "Mind in Bromley, Lewisham and Greenwich"
CLARION = "Clarion Housing"
DRUGS = "Bromley Drug and Alcohol Service"
WGN = "Women and Girls Network"
MENS_LINE = "Men's Advice Line"
MANKIND = "ManKind Initiative"
LGBT = "LGBT Domestic Abuse Partnership"
GALOP = "Galop"
KARMA = "Karma Nirvana"
NCDV = "National Centre for Domestic Violence"
RESPECT = "Respect Phoneline"
HESTIA = "Hestia"
FGM = "National FGM Centre"
ATHENA = "Athena in Lewisham"
GAIA = "The Gaia Centre"

SEARCHES: list[tuple[str, set[str]]] = [
    ("he hits me", {WOMENS_AID, VICTIM_SUPPORT}),
    ("my husband beats me", {WOMENS_AID}),
    ("he hit me last night", {WOMENS_AID, VICTIM_SUPPORT}),
    ("boyfriend punched me", {WOMENS_AID}),
    ("he strangled me", {WOMENS_AID}),
    ("domestic abuse", {WOMENS_AID}),
    ("domestic violence", {WOMENS_AID}),
    ("domestik violance", {WOMENS_AID}),
    ("domestic abuse helpline", {HELPLINE}),
    ("abusive relationship", {WOMENS_AID}),
    ("i am scared of my partner", {WOMENS_AID}),
    ("im frightend", {WOMENS_AID}),
    ("i feel unsafe at home", {WOMENS_AID}),
    ("he threatens me", {WOMENS_AID}),
    ("he threatned to kill me", {WOMENS_AID}),
    ("he controls everything", {WOMENS_AID}),
    ("coercive control", {WOMENS_AID}),
    ("controling husband", {WOMENS_AID}),
    ("he is jealous and shouts", {WOMENS_AID}),
    ("emotional abuse", {WOMENS_AID}),
    ("i want to talk to someone", {WOMENS_AID, VICTIM_SUPPORT}),
    ("someone to listen", {WOMENS_AID}),
    ("helpline", {HELPLINE}),
    ("24 hour helpline", {HELPLINE}),
    ("somewhere to stay", {WOMENS_AID, HELPLINE}),
    ("place to stay tonight", {WOMENS_AID, HELPLINE}),
    ("refuge", {WOMENS_AID, HELPLINE}),
    ("refuge space", {WOMENS_AID, HELPLINE}),
    ("refudge", {WOMENS_AID, HELPLINE}),
    ("womens refuge bromley", {WOMENS_AID}),
    ("shelter for women", {WOMENS_AID}),
    ("i need to leave him", {WOMENS_AID, HELPLINE}),
    ("how to escape", {WOMENS_AID, HELPLINE}),
    ("i have to run away", {WOMENS_AID, HELPLINE}),
    ("nowhere to go", {WOMENS_AID, HELPLINE}),
    ("homeless", {CLARION}),
    ("housing", {CLARION}),
    ("houseing", {CLARION}),
    ("he kicked me out of the house", {WOMENS_AID, CLARION}),
    ("change my locks", {CLARION}),
    ("my landlord wants to evict me", {CLARION}),
    ("clarion", {CLARION}),
    ("police", {VICTIM_SUPPORT}),
    ("report a crime", {VICTIM_SUPPORT}),
    ("victim support", {VICTIM_SUPPORT}),
    ("victim suport", {VICTIM_SUPPORT}),
    ("victm support bromley", {VICTIM_SUPPORT}),
    ("injunction", {NCDV}),
    ("non molestation order", {NCDV}),
    ("court order to keep him away", {NCDV}),
    ("solicitor", {NCDV}),
    ("legal advice", {NCDV, WOMENS_AID}),
    ("keep him away from me", {WOMENS_AID}),
    ("worried about my children", {CHILDREN, PROJECT}),
    ("my kids saw it", {CHILDREN, PROJECT}),
    ("parenting help", {PROJECT}),
    ("child not safe", {CHILDREN}),
    ("childrens social care", {CHILDREN}),
    ("social services", {CHILDREN}),
    ("social worker", {CHILDREN, ADULTS}),
    ("i am pregnant and scared", {WOMENS_AID, CHILDREN}),
    ("my mum is disabled and he hurts her", {ADULTS}),
    ("adult social care", {ADULTS}),
    ("carer hurts me", {ADULTS}),
    ("elderly mother", {ADULTS}),
    ("dementia", {MIND}),
    ("depressed", {MIND}),
    ("anxiety", {MIND}),
    ("anxeity", {MIND}),
    ("i feel suicidal", {MIND}),
    ("counselling", {MIND}),
    ("mental health", {MIND}),
    ("nightmares and panic", {MIND}),
    ("mind", {MIND}),
    ("alcohol", {DRUGS}),
    ("he drinks too much", {DRUGS}),
    ("drugs", {DRUGS}),
    ("addiction", {DRUGS}),
    ("alchohol", {DRUGS}),
    ("we argue all the time", {RELATE}),
    ("marriage counselling", {RELATE}),
    ("couples counselling", {RELATE}),
    ("relate", {RELATE}),
    ("rape", {WGN}),
    ("he forced me to have sex", {WGN}),
    ("sexual assault", {WGN}),
    ("stalking", {VICTIM_SUPPORT, WGN}),
    ("my ex follows me", {VICTIM_SUPPORT, WGN}),
    ("stalker keeps texting", {VICTIM_SUPPORT, WGN}),
    ("forced marriage", {KARMA}),
    ("they want me to marry", {KARMA}),
    ("honour based abuse", {KARMA}),
    ("fgm", {FGM}),
    ("cutting my daughter", {FGM}),
    ("visa", {WOMENS_AID, HELPLINE}),
    ("no recourse to public funds", {WOMENS_AID, HELPLINE}),
    ("my visa depends on my husband", {WOMENS_AID, HELPLINE}),
    ("i am a man and my wife hits me", {MENS_LINE, MANKIND}),
    ("help for men", {MENS_LINE, MANKIND}),
    ("male victim", {MENS_LINE, MANKIND}),
    ("gay", {GALOP, LGBT}),
    ("lesbian partner hits me", {GALOP, LGBT}),
    ("trans", {GALOP, LGBT}),
    ("lgbt", {GALOP, LGBT}),
    ("i hit my wife", {RESPECT}),
    ("anger management", {RESPECT}),
    ("i want to stop hurting her", {RESPECT}),
    ("perpetrator programme", {RESPECT}),
    ("karma nirvana", {KARMA}),
    ("hestia", {HESTIA}),
    ("athena", {ATHENA}),
    ("gaia centre", {GAIA}),
]


@pytest.fixture
def bromley_services(elmbrook: Place) -> Place:
    listed = read_directory("bromley")
    assert listed is not None
    with acting_as(elmbrook.actor("directory_editor")) as by:
        load_directory(listed, by=by)
    return elmbrook


def test_there_are_a_hundred() -> None:
    assert len(SEARCHES) >= 100
    assert len({words for words, _ in SEARCHES}) == len(SEARCHES)
    assert all(1 <= len(expected) <= 3 for _, expected in SEARCHES)


def test_everyday_words_find_the_right_service(bromley_services: Place) -> None:
    missed = []
    for words, expected in SEARCHES:
        found = public.search(bromley_services.partnership, words=words, per_page=3)
        first = [card.name for card in found.cards]
        if not expected <= set(first):
            missed.append(f"{words}: {sorted(expected)}, found {first}")
    assert not missed, "\n".join(missed)


def test_the_published_services_are_marked_and_wrong_contacts_flagged(
    bromley_services: Place,
) -> None:
    from concord.directory.models import Doubt

    here = bromley_services.partnership
    cards = public.search(here, per_page=100).cards
    assert {card.example_note for card in cards} == {"As published 2021, not verified"}
    assert all(card.is_late for card in cards)
    by_name = {card.name: card for card in cards}
    support = public.service(here, by_name[VICTIM_SUPPORT].id)
    assert support is not None
    assert support.email == ""
    lambeth = public.service(here, by_name["Lambeth adult social care"].id)
    assert lambeth is not None
    assert lambeth.url == ""
    with acting_as(bromley_services.actor("directory_editor")):
        printed = set(Doubt.objects.values_list("printed", flat=True))
    assert printed == {"info@bcwa.org.uk", "www.croydon.gov.uk"}
