"""Any Django form becomes GOV.UK markup; errors name the thing and the way out."""

from __future__ import annotations

import datetime as dt

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from lxml import html

from concord.foundation.ui.forms import DateField, FileField, Renderer, summary


class Update(forms.Form):
    """A form with one field of each kind."""

    default_renderer = Renderer
    ui = {"share": {"width": 4, "suffix": "%"}}
    title = forms.CharField(label="Title", max_length=10, help_text="As printed")
    word = forms.CharField(label="Progress", widget=forms.Textarea, required=False)
    share = forms.IntegerField(label="Share", min_value=3, max_value=90)
    mail = forms.EmailField(label="E-mail", required=False)
    due = DateField(label="Key date", required=False)
    status = forms.ChoiceField(
        label="Status", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    lead = forms.ChoiceField(
        label="Lead", choices=[("", "Choose one"), ("x", "X & Y")], required=False
    )
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


GOOD = {"title": "Short", "share": "7", "status": "a"}


def page(form: forms.Form) -> html.HtmlElement:
    return html.fromstring(f"<div>{form}</div>")


def said(data: dict[str, str]) -> list[str]:
    return [item.words for item in summary.problems([Update({**GOOD, **data})])]


def test_each_field_has_its_label_and_its_hint() -> None:
    made = page(Update())
    for name in ("title", "word", "share", "mail", "lead"):
        control = made.get_element_by_id(f"id_{name}")
        assert made.xpath(f"//label[@for='{control.get('id')}']")
    assert made.get_element_by_id("id_title").get("aria-describedby") == "id_title-hint"
    assert made.get_element_by_id("id_title-hint").text == "As printed"


def test_a_field_that_may_be_left_out_says_so() -> None:
    made = page(Update())
    labels = {label.get("for"): label.text_content() for label in made.xpath("//label")}
    assert labels["id_word"] == "Progress (optional)"
    assert labels["id_title"] == "Title"


def test_what_was_typed_is_kept_word_for_word() -> None:
    typed = {"title": "<b>far too long</b>", "share": "about 7", "word": "\nfirst line"}
    made = page(Update({**GOOD, **typed, "due_day": "31", "due_month": "Feb"}))
    assert made.get_element_by_id("id_title").get("value") == typed["title"]
    assert made.get_element_by_id("id_share").get("value") == "about 7"
    assert made.get_element_by_id("id_word").text_content().strip() == "first line"
    assert made.get_element_by_id("id_due-month").get("value") == "Feb"
    assert made.xpath("//input[@name='status'][@value='a']/@checked")


def test_an_error_stands_at_its_field_and_is_spoken_with_it() -> None:
    made = page(Update({**GOOD, "share": "1"}))
    control = made.get_element_by_id("id_share")
    assert control.get("aria-describedby") == "id_share-error"
    assert "govuk-input--error" in control.get("class")
    message = made.get_element_by_id("id_share-error").text_content()
    assert message == "Error: Share: 1 is too low. Enter 3 or more"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"title": ""}, "Enter title"),
        ({"status": ""}, "Status: choose one"),
        ({"share": "6-7"}, "Share: 6-7 - enter a whole number, such as 7"),
        ({"share": "99"}, "Share: 99 is too high. Enter 90 or less"),
        (
            {"title": "A title too long"},
            "Title: 16 characters are too many. Shorten it to 10 or fewer",
        ),
        (
            {"mail": "nobody"},
            "E-mail: nobody - enter an e-mail address, such as name@example.org",
        ),
        ({"due_day": "1", "due_year": "2026"}, "Key date must include a month"),
        ({"due_day": "1"}, "Key date must include a month and year"),
        (
            {"due_day": "31", "due_month": "feb", "due_year": "2026"},
            "Key date has 31 February 2026, which is not in the calendar",
        ),
        (
            {"due_day": "1", "due_month": "13", "due_year": "2026"},
            "Key date has 13 as its month. Enter 1 to 12",
        ),
        (
            {"due_day": "1", "due_month": "1", "due_year": "26"},
            "Key date has 26 as its year. Enter 4 figures, such as 2026",
        ),
    ],
)
def test_an_error_names_the_field_and_the_way_out(
    data: dict[str, str], words: str
) -> None:
    assert said(data) == [words]


def test_a_message_of_our_own_is_left_alone() -> None:
    form = Update(GOOD)
    form.add_error("title", "Title: there is a Short already. Choose another")
    form.add_error(None, "The plan was changed by Bram in the meantime")
    assert [(p.words, p.target) for p in summary.problems([form])] == [
        ("The plan was changed by Bram in the meantime", ""),
        ("Title: there is a Short already. Choose another", "id_title"),
    ]


def test_the_summary_leads_to_the_first_wrong_box_of_a_date() -> None:
    form = Update({**GOOD, "due_day": "1", "due_month": "x", "due_year": "2026"})
    [problem] = summary.problems([form])
    assert problem.target == "id_due-month"
    made = page(form)
    assert "error" in made.get_element_by_id("id_due-month").get("class")
    assert "error" not in made.get_element_by_id("id_due-day").get("class")


@pytest.mark.parametrize("month", ["11", "nov", "Nov.", "November", " 11 "])
def test_a_month_may_be_a_word(month: str) -> None:
    form = Update({**GOOD, "due_day": "19", "due_month": month, "due_year": "2026"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["due"] == dt.date(2026, 11, 19)


def test_a_date_shows_what_it_had_and_knows_whether_it_changed() -> None:
    was = {"due": dt.date(2026, 11, 19)}
    made = page(Update(initial=was))
    assert made.get_element_by_id("id_due-year").get("value") == "2026"
    same = {"due_day": "19", "due_month": "nov", "due_year": "2026"}
    assert "due" not in Update({**GOOD, **same}, initial=was).changed_data
    assert "due" in Update({**GOOD, **same, "due_day": "20"}, initial=was).changed_data


def test_a_date_outside_its_limits_says_which_they_are() -> None:
    class Limited(forms.Form):
        due = DateField(label="Due", earliest=dt.date(2026, 4, 1))

    form = Limited({"due_day": "31", "due_month": "3", "due_year": "2026"})
    assert form.errors["due"] == ["Due must be 1 April 2026 or later"]


def test_a_file_is_refused_by_kind_size_and_emptiness_with_the_way_out() -> None:
    field = FileField(accept=[".docx", ".pdf"], most_bytes=1024)

    def refusal(name: str, size: int) -> str:
        with pytest.raises(forms.ValidationError) as caught:
            field.clean(SimpleUploadedFile(name, b"x" * size))
        return caught.value.messages[0]

    assert refusal("plan.exe", 5).endswith("Choose .docx or .pdf")
    assert refusal("plan.pdf", 0).startswith("plan.pdf is empty")
    assert "at most" in refusal("plan.pdf", 5000)
    assert field.clean(SimpleUploadedFile("Plan.PDF", b"x")).name == "Plan.PDF"


def test_the_title_and_the_summary_speak_of_errors_only_after_sending() -> None:
    template = Template("{% load ui %}{% error_prefix %}|{% error_summary %}")
    assert template.render(Context({"form": Update()})).strip() == "|"
    bad = template.render(Context({"form": Update({}), "errors_kept": "All is kept."}))
    assert bad.startswith("Error: |")
    assert "There are 3 things to put right" in bad
    assert "All is kept." in bad


def test_other_problems_can_join_the_summary() -> None:
    problems = [summary.Problem("Row 3: no lead. Choose one", "row-3"), "File: too big"]
    made = html.fromstring(
        Template("{% load ui %}{% error_summary %}").render(
            Context({"errors": problems})
        )
    )
    assert made.xpath("//a[@href='#row-3']/text()") == ["Row 3: no lead. Choose one"]
    assert "File: too big" in made.text_content()


def test_options_of_a_field_come_from_the_form_or_the_tag() -> None:
    form = Update()
    made = page(form)
    assert "govuk-input--width-4" in made.get_element_by_id("id_share").get("class")
    tag = Template('{% load ui %}{% field form.share width=10 prefix="£" label="l" %}')
    single = html.fromstring(tag.render(Context({"form": form})))
    assert "govuk-input--width-10" in single.xpath("//input")[0].get("class")
    assert single.xpath("//*[contains(@class, 'prefix')]/text()") == ["£"]
    assert "govuk-label--l" in single.xpath("//label")[0].get("class")


def test_words_of_choices_are_escaped() -> None:
    assert "X &amp; Y" in str(Update())


def test_a_widget_that_the_kit_does_not_know_still_has_label_and_error() -> None:
    class Odd(forms.Form):
        default_renderer = Renderer
        at = forms.SplitDateTimeField(label="Moment")

    made = page(Odd({"at_0": "", "at_1": ""}))
    assert made.xpath("//label")[0].text_content() == "Moment"
    assert made.get_element_by_id("id_at-error") is not None


def test_a_tick_box_has_its_label_beside_it_and_no_legend() -> None:
    class Tick(forms.Form):
        default_renderer = Renderer
        share = forms.BooleanField(
            label="The board may see this", help_text="Names no one"
        )

    made = page(Tick({}))
    assert not made.xpath("//legend")
    box = made.get_element_by_id("id_share")
    assert "id_share-item-hint" in box.get("aria-describedby")
    assert "id_share-error" in box.get("aria-describedby")
