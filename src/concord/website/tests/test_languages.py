"""A language is shown when a named reviewer has signed its safety text."""

from __future__ import annotations

import html

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from concord.access.actor import acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place
from concord.website.actions import editing, languages
from concord.website.queries.keeping import language_lines
from concord.website.testing import in_urdu, sign_urdu
from concord.website.texts import pages

pytestmark = pytest.mark.django_db
HERE = "/local/elmbrook/"


def text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_a_language_is_off_until_its_safety_text_is_signed(elmbrook: Place) -> None:
    in_urdu(elmbrook)
    assert Client().get(f"{HERE}ur/").status_code == 404
    assert "اردو" not in text(HERE)
    sign_urdu(elmbrook)
    assert 'dir="rtl"' in text(f"{HERE}ur/")
    assert "اردو" in text(HERE)


def test_it_cannot_be_signed_while_something_of_safety_is_in_english(
    elmbrook: Place,
) -> None:
    by = elmbrook.actor("strategic_lead")
    with acting_as(by):
        languages.keep_words(language="ur", words={"exit": "نکلیں"}, by=by)
        with pytest.raises(ValidationError, match="In danger now"):
            languages.sign(
                language="ur", reviewer="Invented", reviewer_role="Interpreter", by=by
            )


def test_a_change_of_its_safety_text_turns_it_off(elmbrook: Place) -> None:
    in_urdu(elmbrook)
    sign_urdu(elmbrook)
    by = elmbrook.actor("strategic_lead")
    with acting_as(by):
        draft = editing.write_page(
            page="hide", language="ur", title="چھپائیں", body="کچھ اور۔", by=by
        )
        editing.approve_page(draft=draft, by=by)
    assert Client().get(f"{HERE}ur/").status_code == 404


def test_taking_it_off_works_at_once(elmbrook: Place) -> None:
    in_urdu(elmbrook)
    sign_urdu(elmbrook)
    by = elmbrook.actor("directory_editor")
    with acting_as(by):
        languages.take_off(language="ur", by=by)
    assert Client().get(f"{HERE}ur/").status_code == 404


def test_a_page_that_is_not_translated_is_wholly_english_and_says_so(
    elmbrook: Place,
) -> None:
    in_urdu(elmbrook)
    sign_urdu(elmbrook)
    page = text(f"{HERE}ur/{pages()['men'].number}/")
    assert '<html lang="ur" dir="rtl">' in page
    assert '<div lang="en" dir="ltr">' in page
    assert "Help if you are a man" in page
    assert "یہ صفحہ" in page
    assert f'href="{HERE}ur/"' in page


def test_numbers_keep_their_order_from_right_to_left(elmbrook: Place) -> None:
    in_urdu(elmbrook)
    sign_urdu(elmbrook)
    page = text(f"{HERE}ur/")
    assert '<span class="c-ltr" dir="ltr">0808 2000 247</span>' in page
    assert '<span class="c-55">55</span>' in page


def test_a_translation_is_text_and_not_markup(elmbrook: Place) -> None:
    in_urdu(elmbrook, exit="<script>alert(1)</script>")
    sign_urdu(elmbrook)
    answer = Client().get(f"{HERE}ur/").content.decode()
    assert "<script>alert" not in answer
    assert "&lt;script&gt;alert" in answer


def test_what_stands_in_braces_stays(elmbrook: Place) -> None:
    by = elmbrook.actor("strategic_lead")
    with acting_as(by), pytest.raises(ValidationError, match="number"):
        languages.keep_words(language="ur", words={"call": "کال کریں"}, by=by)


def test_who_keeps_no_pages_translates_none(elmbrook: Place) -> None:
    by = elmbrook.actor("practitioner")
    with acting_as(by), pytest.raises(NotPermitted):
        languages.keep_words(language="ur", words={"exit": "x"}, by=by)


def test_another_partnership_has_its_own_languages(
    elmbrook: Place, northmere: Place
) -> None:
    in_urdu(elmbrook)
    sign_urdu(elmbrook)
    assert Client().get("/local/northmere/ur/").status_code == 404
    by = northmere.actor("strategic_lead")
    with acting_as(by):
        assert not any(one.words for one in language_lines(by=by))
