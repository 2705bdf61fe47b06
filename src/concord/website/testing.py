"""For tests: a language of which the safety text and the first page are there.

The words are a draft of the design, read by nobody who speaks the language: they try
the layout, and are not shown to anybody.
"""

from __future__ import annotations

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.website.actions import editing, languages
from concord.website.telling import braces
from concord.website.texts import english, pages

URDU = {
    "site": "مقامی معلومات",
    "skip": "اصل مواد پر جائیں",
    "leave_area": "یہ سائٹ چھوڑیں",
    "exit": "اس صفحے سے نکلیں",
    "language": "زبان",
    "not_in_language": "یہ صفحہ ابھی {language} میں نہیں ہے۔",
    "foot": "یہ سائٹ آپ کی کونسل اور مقامی ادارے چلاتے ہیں۔",
    "hide_link": "اپنا وزٹ چھپائیں",
    "card_link": "چھوٹا کارڈ پرنٹ کریں",
    "danger": "کیا آپ ابھی خطرے میں ہیں؟",
    "call_999": "999 پر کال کریں",
    "cant_speak": "بول نہیں سکتے؟",
    "press_55": "موبائل سے 999 پر کال کریں۔ سنیں۔ جب کہا جائے تو 55 دبائیں۔",
    "other_ways": "999 تک پہنچنے کے دوسرے طریقے",
    "phone_checked": "کیا کوئی آپ کا فون دیکھتا ہے؟",
    "phone_keeps": "یہ سائٹ آپ کے فون پر کچھ محفوظ نہیں کرتی۔",
    "phone_remembers": "آپ کا فون پھر بھی یہ صفحہ یاد رکھ سکتا ہے۔",
    "phone_calls": "کال آپ کی کالوں کی فہرست یا بل پر نظر آ سکتی ہے۔",
    "phone_other": "ہو سکے تو ایسا فون استعمال کریں جسے وہ نہ چھوتے ہوں۔",
    "phone_how": "اپنا وزٹ کیسے چھپائیں",
    "open_always": "ابھی کھلا ہے، دن رات",
    "call": "کال کریں {number}",
    "title": "مدد حاصل کریں",
    "lead": "آپ اکیلے نہیں ہیں۔ اس میں آپ کا کوئی قصور نہیں۔",
    "talk": "کسی سے بات کریں",
    "need": "آپ کو کیا چاہیے؟",
    "need_abuse": "مجھے یقین نہیں کہ یہ ظلم ہے",
    "need_stay": "رہنے کے لیے محفوظ جگہ",
    "need_children": "میرے بچوں کے لیے مدد",
    "need_stop": "انہیں روکنا یا دور رکھنا",
    "need_money": "پیسے، کام یا بینیفٹس",
    "need_papers": "ویزا یا کاغذات میں مدد",
    "need_someone": "مجھے کسی اور کی فکر ہے",
    "need_behaviour": "مجھے اپنے رویّے کی فکر ہے",
    "for_you": "آپ کے لیے مدد",
    "for_men": "مرد",
    "line_ndah": "مفت۔ ایک خاتون جواب دیں گی۔ نام بتانا ضروری نہیں۔",
    "line_childline": "مفت، اگر آپ کی عمر 19 سال سے کم ہے۔",
}
FILLER = "اردو متن"


def in_urdu(place: Place, **words: str) -> None:
    """All words of the catalogue, and the pages that a reviewer signs."""
    by = place.actor("strategic_lead")
    said = {
        key: " ".join([FILLER, *(f"{{{name}}}" for name in sorted(braces(source)))])
        for key, source in english().items()
    }
    with acting_as(by):
        languages.keep_words(language="ur", words=said | URDU | words, by=by)
        for page in pages().values():
            if page.is_safety:
                draft = editing.write_page(
                    page=page.slug,
                    language="ur",
                    title=FILLER,
                    body=f"## {FILLER}\n\n- {FILLER} [999](tel:999)\n",
                    by=by,
                )
                editing.approve_page(draft=draft, by=by)


def sign_urdu(place: Place) -> None:
    """An invented reviewer signs."""
    by = place.actor("strategic_lead")
    with acting_as(by):
        languages.sign(
            language="ur",
            reviewer="Invented Reviewer",
            reviewer_role="Interpreter",
            by=by,
        )
