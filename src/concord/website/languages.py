"""Languages of the public pages: each by its own name, and which way it runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """`code` as in the attribute `lang`; `name` in the language itself."""

    code: str
    name: str
    english: str
    direction: str = "ltr"


ENGLISH = Language("en", "English", "English")
# Those that councils are asked for most, and Welsh. Another is one line here.
LANGUAGES: dict[str, Language] = {
    one.code: one
    for one in (
        ENGLISH,
        Language("sq", "Shqip", "Albanian"),
        Language("ar", "العربية", "Arabic", "rtl"),
        Language("bn", "বাংলা", "Bengali"),
        Language("zh", "中文", "Chinese"),
        Language("fr", "Français", "French"),
        Language("gu", "ગુજરાતી", "Gujarati"),
        Language("lt", "Lietuvių", "Lithuanian"),
        Language("ps", "پښتو", "Pashto", "rtl"),
        Language("fa", "فارسی", "Persian", "rtl"),
        Language("pl", "Polski", "Polish"),
        Language("pt", "Português", "Portuguese"),
        Language("pa", "ਪੰਜਾਬੀ", "Punjabi"),
        Language("ro", "Română", "Romanian"),
        Language("so", "Soomaali", "Somali"),
        Language("es", "Español", "Spanish"),
        Language("ta", "தமிழ்", "Tamil"),
        Language("tr", "Türkçe", "Turkish"),
        Language("uk", "Українська", "Ukrainian"),
        Language("ur", "اردو", "Urdu", "rtl"),
        Language("vi", "Tiếng Việt", "Vietnamese"),
        Language("cy", "Cymraeg", "Welsh"),
    )
}
