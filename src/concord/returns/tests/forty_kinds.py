"""Every kind of error that a return can have, with the message that it gives."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from concord.returns.actions.sheets import Field
from concord.returns.checking import TOTAL, Key

SEX = (("female", "Women"), ("male", "Men"))
USUAL = {"rose": [14, 12, 15], "fell": [40, 44, 41]}


@dataclass(frozen=True)
class Kind:
    """One kind of error: the question, what is typed, the message that it gives."""

    field: Field
    typed: str
    says: str
    why: str = ""
    since: str = ""
    category: str = TOTAL

    @property
    def key(self) -> Key:
        return self.field.code, self.category

    @property
    def label(self) -> str:
        labels = dict(self.field.categories)
        part = f", {labels[self.category].lower()}" if self.category else ""
        return f"{self.field.name}{part}"


def asked(code: str, **more: object) -> Field:
    name = code.replace("_", " ").capitalize()
    return Field(section="All of it", code=code, name=name, question=name, **more)  # type: ignore[arg-type]


def typed(code: str, said: str, message: str) -> Kind:
    """A figure that is wrong by itself."""
    return Kind(asked(code), said, f"“{said}” {message}")


HIDES = (
    "hides the figure. Enter the figure itself: small ones are hidden before anything "
    "is published"
)
SEVERAL = "could be several figures. Enter a whole number, such as 7"
ALONE: tuple[Kind, ...] = (
    typed("range", "7-8", SEVERAL),
    typed("choice", "5 or 6", SEVERAL),
    typed("decimal", "12.5", "is not whole. Enter a whole number, such as 12"),
    typed("letter_o", "o", "is the letter O. Type the figure 0 if there were none"),
    typed(
        "letter_l", "l2", "has a letter among the figures. Type 0 and 1, not O and l"
    ),
    typed("negative", "-3", "is less than nothing. Type a count of 0 or more"),
    typed(
        "brackets",
        "(5)",
        "stands in brackets, which can mean less than nothing. Type the figure alone",
    ),
    typed("plus", "+5", "has a plus in front. Type 5"),
    typed("and_more", "50+", "says that there may be more. Enter the figure itself"),
    typed("other_figures", "٣١", "is written in other figures. Type it with 0 to 9"),
    typed("raised", "5²", "has a raised number or a fraction. Type a whole number"),
    typed("not_known", "N/A", "is no figure. Leave it empty, and say why"),
    typed(
        "huge",
        "9" * 14,
        "is larger than any count here can be. Look if a figure stands there twice",
    ),
    typed(
        "comma",
        "12,34",
        "has a comma where no thousand ends. Type it without, such as 1234",
    ),
    typed(
        "continental",
        "1.234,56",
        "has point and comma the other way round. Type it like 1,234",
    ),
    typed("percentage", "5%", "is a percentage. Enter how many, not the share"),
    typed("money", "£500", "has a sign of money. Enter the number alone"),
    typed(
        "about",
        "about 50",
        "is not exact. Enter the figure as recorded, and say "
        "under “Why” that it is an estimate",
    ),
    typed("below", "<5", HIDES),
    typed("star", "*", HIDES),
    typed(
        "footnote",
        "5*",
        "carries a mark of a footnote. Enter the number alone, and "
        "put the note under “Why”",
    ),
    typed("word", "seven", "is a word. Type 7"),
    typed("nil", "nil", "is a word. If there were none, type 0"),
    typed("answer", "TRUE", "is an answer to another question. Enter how many"),
    typed(
        "fraction", "1/2", "looks like a fraction. Enter how many, as one whole number"
    ),
    typed("date", "31/12/2026", "looks like a date. Type the figure"),
    typed(
        "two",
        "12 13",
        "is more than one figure. Enter one; the parts have cells of their own",
    ),
    typed("short", "5k", "is short for a larger number. Write it out, such as 5000"),
    typed(
        "shortened",
        "1e3",
        "is how a spreadsheet shortens a number. Write it out, figure by figure",
    ),
    typed(
        "unit", "5 households", "has words behind the figure. Enter the number alone: 5"
    ),
    typed(
        "sheet_error", "#N/A", "is an error of the spreadsheet. Type the figure itself"
    ),
    typed("formula", "=A1+B1", "is a formula. Type the figure that it gives"),
    typed("gibberish", "abc", "is no number. Enter a whole number, such as 7"),
    Kind(
        asked("long"),
        "see the note of the contractor " * 5,
        "154 characters are more than a figure has. Enter the figure alone, and put "
        "the words under “Why”",
    ),
    Kind(
        asked("below_least", lowest=Decimal(10)),
        "9",
        "9 is less than 10, the least that it can be. Enter 10 or more",
    ),
    Kind(
        asked("above_most", highest=Decimal(500)),
        "501",
        "501 is more than 500, the most that it can be. Enter 500 or less",
    ),
    Kind(
        asked("bad_day"),
        "5",
        "“32/7/2026” is not in the calendar. Enter a day, such as 1 July 2026",
        why="A new system",
        since="32/7/2026",
    ),
    Kind(
        asked("later_day"),
        "5",
        "recording changed on 1 October 2026, after the period ends. Enter a day up to "
        "30 September 2026",
        why="A new system",
        since="1 October 2026",
    ),
    Kind(
        asked("unsaid_change"),
        "5",
        "say what changed in the way you record it",
        since="1 July 2026",
    ),
    Kind(
        asked("name_in_reason"),
        "5",
        "the reason holds an e-mail address. Name no person: take it out",
        why="Ask invented.person@elmbrook.example",
    ),
    Kind(
        asked("number_in_reason"),
        "5",
        "the reason holds a telephone number. Name no person: take it out",
        why="Ring 07700 900123",
    ),
)
TOGETHER: tuple[Kind, ...] = (
    Kind(asked("applied", after_number="who applied"), "96", ""),
    Kind(
        asked("prevented", not_above="applied"),
        "142",
        "142 is more than the 96 who applied. Put one right",
    ),
    Kind(
        asked("all_safe", dimension="sex", categories=SEX),
        "9",
        "the parts make 7, and 9 stands here. Put one right",
    ),
    Kind(asked("all_safe", categories=SEX), "5", "", category="female"),
    Kind(asked("all_safe", categories=SEX), "2", "", category="male"),
    Kind(asked("whole"), "10", "the parts make 12, and 10 stands here. Put one right"),
    Kind(asked("first_part", part_of="whole"), "5", ""),
    Kind(asked("second_part", part_of="whole"), "7", ""),
    Kind(asked("blank"), "", "say why it is blank. A true zero is a figure: 0"),
    Kind(
        asked("rose"),
        "31",
        "31 is about twice the usual 12 to 15. You can send it: say why",
    ),
    Kind(
        asked("fell"),
        "3",
        "3 is far fewer than the usual 40 to 44. You can send it: say why",
    ),
)
ALL = ALONE + TOGETHER
WRONG = [kind for kind in ALL if kind.says]
