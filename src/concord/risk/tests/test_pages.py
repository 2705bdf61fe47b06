"""The pages of risk: what they show, what they keep, and to whom they show nothing."""

from __future__ import annotations

import html
import io
import re
import uuid

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import emergencies
from concord.access.actor import acting_as
from concord.access.models import Event, Part, Side
from concord.access.testing import Place, wear
from concord.cases.actions.opening import Newcomer, open_new
from concord.cases.testing import CaseWorld, known
from concord.partnership.roles import Role
from concord.risk.actions.assessing import Said
from concord.risk.models import AssessmentDraft, RiskAssessment
from concord.risk.pack import built_in
from concord.risk.scoring import Answer, Band
from concord.risk.testing import answers, assess, decide, licensed_pack

pytestmark = pytest.mark.django_db
IDVA = "practitioner:Specialist service"
TODAY = {"assessed_on_day": "1", "assessed_on_month": "11", "assessed_on_year": "2026"}


@pytest.fixture
def idva(client: Client, case_world: CaseWorld) -> Client:
    return wear(client, case_world.place.hats[IDVA])


def at(world: CaseWorld, name: str, *args: object) -> str:
    return reverse(f"risk:{name}", args=[world.case.pk, *args])


def words(page) -> str:
    text = re.sub(r"<[^>]+>", " ", page.content.decode())
    return " ".join(html.unescape(text).split())


def dash(yes: int, **more: str) -> dict[str, str]:
    said = {f"q{n}": "yes" if n <= yes else "no" for n in range(1, 25)}
    return TODAY | said | more


def only(world: CaseWorld) -> RiskAssessment:
    with acting_as(world.idva):
        return RiskAssessment.objects.get()


def test_the_case_leads_to_its_risk_and_counts_it(
    idva: Client, case_world: CaseWorld
) -> None:
    page = idva.get(reverse("cases:case", args=[case_world.case.pk])).content.decode()
    assert f'href="{at(case_world, "index")}"' in page
    assert "nothing yet" in page
    assess(case_world)
    page = words(idva.get(reverse("cases:case", args=[case_world.case.pk])))
    assert "Risk 1" in page


def test_a_dash_is_entered_on_one_page(idva: Client, case_world: CaseWorld) -> None:
    form = idva.get(at(case_world, "new", "dash24"))
    assert form.status_code == 200
    assert "these are short labels, not the tool" in words(form)
    sent = dash(
        15,
        q8_note="At the school gate",
        q8_source="The school",
        events_12_months="4",
        marac_grounds="yes",
        priorities="To stay at home",
    )
    page = idva.post(at(case_world, "new", "dash24"), sent, follow=True)
    said = words(page)
    assert "The assessment is recorded." in said
    assert "High risk 15 Yes of 24" in said
    assert "At the school gate The school" in said
    assert "15 Yes on 1 November 2026; 14 or more is high risk." in said
    made = only(case_world)
    assert (made.score, made.mode, made.escalates) == (15, "paper", True)


def test_what_is_refused_comes_back_with_everything_typed(
    idva: Client, case_world: CaseWorld
) -> None:
    sent = dash(14, judged_band="1", judged_why="Calm", q3_note="Of his brother")
    page = idva.post(at(case_world, "new", "dash24"), sent)
    assert page.status_code == 422
    said = page.content.decode()
    assert "never lower" in said
    assert "Of his brother" in said
    assert said.count('value="yes" data-key="y" checked') == 14


def test_judgement_and_its_reason_stand_at_their_fields(
    idva: Client, case_world: CaseWorld
) -> None:
    page = idva.post(at(case_world, "new", "dash24"), dash(2, judged_band="3"))
    assert 'href="#id_judged_why"' in page.content.decode()


def test_stopping_keeps_what_was_typed_and_coming_back_goes_on(
    idva: Client, case_world: CaseWorld
) -> None:
    new = at(case_world, "new", "dash24")
    page = idva.post(new, {"q1": "yes", "q1_note": "Bruised", "keep": "1"}, follow=True)
    assert "SafeLives Dash is not finished." in words(page)
    again = idva.get(new).content.decode()
    assert "Bruised" in again
    assert 'name="q1" value="yes" data-key="y" checked' in again
    idva.post(new, dash(3))
    page = words(idva.get(at(case_world, "index")))
    assert "not finished" not in page
    with acting_as(case_world.idva):
        assert AssessmentDraft.objects.get().typed == {}


def test_what_the_database_can_not_keep_is_left_out_of_a_draft(
    idva: Client, case_world: CaseWorld
) -> None:
    new = at(case_world, "new", "dash24")
    page = idva.post(new, {"q1_note": "Bru\0ised", "keep": "1"})
    assert page.status_code == 302
    assert "Bruised" in idva.get(new).content.decode()


def test_a_draft_keeps_only_what_the_form_offers(
    idva: Client, case_world: CaseWorld
) -> None:
    new = at(case_world, "new", "dash24")
    sent = {"q1": "yes", "keep": "1", "assessed_on": "no day", "score": "24"}
    idva.post(new, sent)
    with acting_as(case_world.idva):
        assert AssessmentDraft.objects.get().typed == {"q1": "yes"}
    assert idva.get(new).status_code == 200


def test_a_half_typed_day_is_kept_too(idva: Client, case_world: CaseWorld) -> None:
    new = at(case_world, "new", "dash24")
    idva.post(new, {"assessed_on_day": "31", "assessed_on_month": "Feb", "keep": "1"})
    page = idva.get(new).content.decode()
    assert 'value="31"' in page
    assert 'value="Feb"' in page


def test_what_is_kept_by_itself_answers_with_a_few_words(
    idva: Client, case_world: CaseWorld
) -> None:
    page = idva.post(
        at(case_world, "new", "dash24"),
        {"q1": "yes", "keep": "1"},
        headers={"HX-Request": "true"},
    )
    assert re.fullmatch(r"Kept at \d+:\d\d", page.content.decode())


def test_what_was_kept_can_be_thrown_away(idva: Client, case_world: CaseWorld) -> None:
    new = at(case_world, "new", "dash24")
    idva.post(new, {"q1_note": "Bruised", "keep": "1"})
    page = idva.post(new, {"throw_away": "1"}, follow=True)
    assert "Nothing is kept of it." in words(page)
    assert "Bruised" not in idva.get(new).content.decode()


def test_a_correction_begins_with_what_stands_and_says_why(
    idva: Client, case_world: CaseWorld
) -> None:
    first = assess(case_world, answers(13) | {2: Said(Answer.YES, "Shaking", "A GP")})
    correct = at(case_world, "correct", first.pk)
    page = idva.get(correct).content.decode()
    assert "Shaking" in page
    assert page.count('data-key="y" checked') == 13
    sent = dash(14, corrected_why="Question 14 was misread")
    page = idva.post(correct, sent, follow=True)
    assert "It corrects an earlier one: Question 14 was misread" in words(page)
    old = words(idva.get(at(case_world, "assessment", first.pk)))
    assert "This has been corrected." in old
    assert idva.get(correct).status_code == 404


def test_two_of_one_instrument_are_compared_and_two_of_different_ones_never(
    idva: Client, case_world: CaseWorld
) -> None:
    first = assess(case_world, answers(9), days_ago=60)
    second = assess(case_world, answers(11))
    other = assess(
        case_world,
        answers(3, items=11),
        code="sdash",
        judged_band=Band.MEDIUM,
        judged_why="Less often now",
    )
    page = words(idva.get(at(case_world, "compare", second.pk, first.pk)))
    assert "2 Yes more" in page
    assert "10 Happening more often No Yes" in page
    assert "22 items answered alike" in page
    assert idva.get(at(case_world, "compare", second.pk, other.pk)).status_code == 404


def test_the_list_draws_scores_of_one_instrument_with_their_words(
    idva: Client, case_world: CaseWorld
) -> None:
    assess(case_world, answers(9), days_ago=60)
    assess(case_world, answers(15))
    page = idva.get(at(case_world, "index"))
    said = page.content.decode()
    assert said.count('<svg class="cc-chart') == 1
    assert "SafeLives Dash, Yes of 24: 9 on" in said
    assert "Medium risk" not in words(page)
    assert "Standard risk" in words(page)


def test_a_result_of_another_tool_is_recorded(
    idva: Client, case_world: CaseWorld
) -> None:
    sent = TODAY | {"result": "High, of serious harm", "result_by": "Probation officer"}
    page = idva.post(at(case_world, "new", "oasys"), sent, follow=True)
    assert "High, of serious harm" in words(page)
    assert "About the person alleged" in words(idva.get(at(case_world, "index")))


def test_with_the_licensed_words_it_can_be_done_on_screen(
    idva: Client, case_world: CaseWorld, client: Client
) -> None:
    lead = wear(Client(), case_world.place.hats["strategic_lead"])
    file = SimpleUploadedFile("dash.toml", licensed_pack())
    page = lead.post(reverse("risk:load"), {"file": file}, follow=True)
    assert "It is loaded, and locked as it is." in words(page)
    assert "Licensed wording" in words(page)
    page = words(idva.get(at(case_world, "new", "dash24")))
    assert "Invented question 7?" in page
    assert "Asked on screen, in the licensed words" in page
    idva.post(at(case_world, "new", "dash24"), dash(3, mode="live"))
    assert only(case_world).mode == "live"


def test_no_file_at_all_is_said_at_the_field(case_world: CaseWorld) -> None:
    lead = wear(Client(), case_world.place.hats["strategic_lead"])
    page = lead.post(reverse("risk:load"))
    assert page.status_code == 422
    assert 'href="#id_file"' in page.content.decode()


def test_a_file_that_is_no_pack_is_refused_in_words(case_world: CaseWorld) -> None:
    lead = wear(Client(), case_world.place.hats["strategic_lead"])
    file = SimpleUploadedFile("dash.toml", b"code = 1")
    page = lead.post(reverse("risk:load"), {"file": file})
    assert page.status_code == 422
    assert "code: Input should be a valid string." in words(page)


def test_a_decision_holds_from_now_on_and_stays_in_the_list(
    idva: Client, case_world: CaseWorld
) -> None:
    lead = wear(Client(), case_world.place.hats["administrator"])
    there = reverse("risk:instrument", args=["dash24"])
    sent = {
        "medium_from": "8",
        "clusters": ["strangulation"],
        "events": "4",
        "weeks": "6",
        "why": "Steering group, 3 November",
    }
    page = words(lead.post(there, sent, follow=True))
    assert "Medium from 8 Yes, High from 14 Yes" in page
    assert "High whatever the score" in page
    assert "Steering group, 3 November" in page
    said = words(idva.get(there))
    assert "Steering group, 3 November" in said
    assert "Decide anew" not in said
    assert idva.post(there, sent).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_and_who_decides_about_instruments(
    elmbrook: Place, client: Client, role: Role
) -> None:
    browser = wear(client, elmbrook.hats[role])
    works = role in (Role.PRACTITIONER, Role.MARAC_COORDINATOR)
    decides = role in (Role.STRATEGIC_LEAD, Role.ADMINISTRATOR)
    addresses = {
        reverse("risk:instruments"): works or decides,
        reverse("risk:instrument", args=["dash24"]): works or decides,
        reverse("risk:paper_form", args=["dash24"]): works or decides,
        reverse("risk:load"): decides,
    }
    for address, may in addresses.items():
        assert browser.get(address).status_code == (200 if may else 404), address


def test_nobody_without_a_part_in_the_case_is_let_in(
    case_world: CaseWorld, northmere: Place
) -> None:
    made = assess(case_world)
    addresses = [
        at(case_world, "index"),
        at(case_world, "new", "dash24"),
        at(case_world, "assessment", made.pk),
        at(case_world, "correct", made.pk),
        at(case_world, "compare", made.pk, made.pk),
    ]
    for hat in (
        case_world.place.hats["practitioner:Health"],
        case_world.place.hats["strategic_lead"],
        case_world.place.hats["auditor"],
        northmere.hats["practitioner:Police"],
    ):
        browser = wear(Client(), hat)
        for address in addresses:
            assert browser.get(address).status_code == 404, address


def test_a_team_with_another_part_sees_no_assessment_and_may_write_its_own(
    case_world: CaseWorld,
) -> None:
    made = assess(case_world)
    case_world.share("Police", (Part.IDENTITY, Side.VICTIM))
    police = wear(Client(), case_world.place.hats["practitioner:Police"])
    page = words(police.get(at(case_world, "index")))
    assert "Nothing is assessed yet, as far as your team can see." in page
    assert police.get(at(case_world, "assessment", made.pk)).status_code == 404
    police.post(at(case_world, "new", "dash24"), dash(4))
    assert "4 Yes of 24" in words(police.get(at(case_world, "index")))


def test_a_team_that_sees_the_risk_does_not_correct_what_others_wrote(
    case_world: CaseWorld,
) -> None:
    made = assess(case_world)
    case_world.share("Police", (Part.RISK, Side.VICTIM))
    police = wear(Client(), case_world.place.hats["practitioner:Police"])
    page = police.get(at(case_world, "assessment", made.pk))
    assert "Correct it" not in words(page)
    assert police.get(at(case_world, "correct", made.pk)).status_code == 404


def test_an_emergency_shows_the_risk_and_lets_nothing_be_written(
    case_world: CaseWorld,
) -> None:
    assess(case_world)
    health = case_world.health
    with acting_as(health):
        emergencies.open_case(
            ref=case_world.case.ref, why="She is here", minutes=30, by=health
        )
    browser = wear(Client(), case_world.place.hats["practitioner:Health"])
    page = words(browser.get(at(case_world, "index")))
    assert "15 Yes of 24" in page
    assert "Enter a Dash" not in page
    assert browser.get(at(case_world, "new", "dash24")).status_code == 404


def test_reading_an_assessment_is_recorded(idva: Client, case_world: CaseWorld) -> None:
    made = assess(case_world)
    idva.get(at(case_world, "assessment", made.pk))
    with acting_as(case_world.place.actor("auditor")):
        event = Event.objects.filter(verb="read").latest("pk")
    assert event.case_ids == [case_world.case.pk]
    assert "risk" in event.parts


def test_the_form_of_paper_has_each_item_and_names_nobody(
    idva: Client, case_world: CaseWorld
) -> None:
    for code, pack in built_in().items():
        answer = idva.get(reverse("risk:paper_form", args=[code]))
        assert answer["Content-Type"] == "application/pdf"
        pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
        said = " ".join(" ".join(p.extract_text() for p in pages).split())
        for item in pack.items:
            assert item.label.split(",")[0] in said, (code, item.label)
        assert "Thistlewood" not in said
        assert case_world.case.ref not in said


def test_an_instrument_that_is_not_there_is_not_found(
    idva: Client, case_world: CaseWorld
) -> None:
    assert idva.get(at(case_world, "new", "nowhere")).status_code == 404
    assert idva.get(reverse("risk:instrument", args=["nowhere"])).status_code == 404
    assert idva.get(at(case_world, "assessment", uuid.uuid4())).status_code == 404


def test_a_page_of_risk_asks_as_much_of_many_assessments_as_of_one(
    idva: Client, case_world: CaseWorld, django_assert_max_num_queries
) -> None:
    decide(case_world.place, weeks=6)
    assess(case_world)
    idva.get(at(case_world, "index"))
    for _ in range(4):
        assess(case_world)
    with django_assert_max_num_queries(26):
        idva.get(at(case_world, "index"))


@pytest.mark.parametrize(
    ("years", "code", "hint"),
    [
        (15, "dash24", "made for people of that age"),
        (15, "dash-yp", ""),
        (30, "dash-yp", "made for people of about 13 to 17"),
        (30, "dash24", ""),
        (15, "sdash", ""),
    ],
)
def test_the_age_of_the_victim_hints_at_another_instrument_and_forbids_none(
    client: Client, case_world: CaseWorld, years: int, code: str, hint: str
) -> None:
    """Young people's Dash: about 13 to 17 (reference, section 1)."""
    today = timezone.localdate()
    born = today.replace(year=today.year - years, month=1, day=1)
    by = case_world.idva
    with acting_as(by):
        case = open_new(
            victim=Newcomer(known("Mary", "Hintfield", born)),
            alleged=[Newcomer()],
            by=by,
        )
    wear(client, case_world.place.hats[IDVA])
    page = client.get(reverse("risk:new", args=[case.pk, code]))
    assert page.status_code == 200
    said = words(page)
    assert (f"The victim is {years}:" in said) == bool(hint)
    assert hint in said
