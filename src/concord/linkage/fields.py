"""Which column holds what: said by the caller, else guessed from name and content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from concord.linkage import dates, places
from concord.linkage.reading import Sheet
from concord.linkage.refusals import CannotLink

KNOWN = (
    "id",
    "forename",
    "surname",
    "name",
    "birth_date",
    "birth_year",
    "birth_month",
    "birth_day",
    "sex",
    "address",
    "postcode",
    "phone",
    "email",
)
MANY = ("forename", "address", "phone")  # fields that may be spread over columns
EXTRA = "extra:"

# Names of columns without case, spaces and marks, most exact first.
NAMES: dict[str, str] = {
    "id": r"(unique|record|rec|person|client|customer|patient|case|local|row|source)?id"
    r"|(unique|record|rec|person|client|customer|patient|case|row)?"
    r"(identifier|key|ref|reference|no|num|number)"
    r"|urn|uid|uuid|pk|recordno|recno",
    "forename": r"(first|given|fore|christian)(name|names|nm)?(1|one|c1|s)?"
    r"|f(irst)?n(ame|m)(c1)?|fn|gname|name(first|given)|vorname|prenom",
    "surname": r"(sur|last|family|second)(name|names|nm)?(1|c1)?|ln(ame|m)(c1)?|sname"
    r"|ln|name(last|family)|nachname|nom",
    "name": r"(full|person|client|patient|customer|whole|complete|caller|contact"
    r"|member)?names?|fullname",
    "birth_date": r"(date)?(of)?birth(date|dt|day)?(of)?|dob|dateofbirth|birthdate"
    r"|bdate|birthdt|dtofbirth|born(on)?|datebirth|bday|geburtsdatum|dobdate|.*dob|.*dateofbirth"
    r"|.*birthdate",
    "birth_year": r"birthyear|yearofbirth|yob|by|dobyear|birthy|byear|yearbirth",
    "birth_month": r"birthmonth|monthofbirth|mob|bm|dobmonth|birthm|bmonth",
    "birth_day": r"dayofbirth|bd|dobday|birthd",
    "sex": r"sex|gender|sexcode|gendercode|.*gender|sexatbirth",
    "postcode": r"(post|postal|zip)(code|cd)?(4|5)?|pcode|pc|plz|.*postcode.*|zip.*",
    "phone": r"(home|mobile|contact|work|cell|tele)?(tele)?phone(no|number|num|1)?"
    r"|(mobile|tel|cell|telephone|telno|mob|contactnumber|phoneno)(no|number|num)?",
    "email": r"e?mail(address|addr|id)?|.*email.*",
    "address": r"(full|home|current|street|residential)?addr(ess)?(line)?s?"
    r"(1|one|street|full)?|add1?|street|streetaddress|streetname|street1|residence",
}
# More columns of an address, which are joined in the order of the file.
MORE_ADDRESS = re.compile(
    r"^(home|current|residential|addr(ess)?|res)?"
    r"(addr(ess)?(line)?[1-9]|(street|house|flat|building|apt)(number|no|name|num)"
    r"|flat|house|street(name|type|address)?|suburb|town|city(desc)?|locality|village"
    r"|county|state|district|add[1-9]|residence(city|address)?)$"
)
WHOLE_NAME = re.compile(r"^[^\W\d_][^\d_@/:;]* [^\d_@/:;]*[^\W\d_]\.?$")
ALL_DATES = re.compile(r"^(\d{8}|\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}([T ].*)?)$")


@dataclass
class Mapping:
    """Field -> columns. `said` are those that the caller named."""

    columns: dict[str, list[str]]
    said: set[str] = field(default_factory=set)

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    @property
    def extras(self) -> list[str]:
        return [name for name in self.columns if name.startswith(EXTRA)]


def parse(pairs: Iterable[str]) -> dict[str, list[str]]:
    """`["forename=given_name"]` as field -> columns. Raises CannotLink."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        name, mark, column = pair.partition("=")
        name = name.strip().lower()
        if name.startswith(EXTRA):
            name = EXTRA + re.sub(r"\W+", "_", name.removeprefix(EXTRA)).strip("_")
        if not mark or not column.strip():
            raise CannotLink(
                f"--map {name}: write FIELD=COLUMN, such as birth_date=dob."
            )
        if name not in KNOWN and (not name.startswith(EXTRA) or name == EXTRA):
            raise CannotLink(
                f"--map {name}: there is no such field. Known are {', '.join(KNOWN)} "
                "and extra:NAME for any other column."
            )
        found.setdefault(name, []).append(column.strip())
    return found


def mappings(sheets: list[Sheet], said: dict[str, list[str]]) -> list[Mapping]:
    """Which columns of each sheet are which fields. Raises CannotLink.

    A column that the caller names has to be in one of the sheets; where it is not in
    a sheet, that sheet's own is guessed.
    """
    for name, wanted in said.items():
        for column in wanted:
            if not any(_there(sheet, [column]) for sheet in sheets):
                raise CannotLink(_no_such_column(sheets, name, column))
    return [_mapping(sheet, said) for sheet in sheets]


def _no_such_column(sheets: list[Sheet], name: str, column: str) -> str:
    there = "; ".join(f"{s.name}: {', '.join(s.header)}" for s in sheets)
    return f"--map {name}={column}: there is no such column. There are: {there}."


def _mapping(sheet: Sheet, said: dict[str, list[str]]) -> Mapping:
    columns = {name: _there(sheet, wanted) for name, wanted in said.items()}
    columns = {name: there for name, there in columns.items() if there}
    taken = {column for there in columns.values() for column in there}
    for name, there in _guessed(sheet, taken, set(columns)).items():
        columns.setdefault(name, there)
    both = "forename" in columns and "surname" in columns
    if both and "name" not in said:
        columns.pop("name", None)
    found = Mapping(columns, set(said))
    _enough(sheet, found)
    return found


def _there(sheet: Sheet, wanted: list[str]) -> list[str]:
    """The columns as the file spells them: case and spaces at the ends don't count."""
    spelled = {title.strip().lower(): title for title in sheet.header}
    there = []
    for column in wanted:
        # "a+b" joins columns, unless one column has that very name.
        pieces = [column] if column.lower() in spelled else column.split("+")
        titles = [spelled.get(piece.strip().lower()) for piece in pieces]
        there += [title for title in titles if title and None not in titles]
    return there


def bare(title: str) -> str:
    return re.sub(r"[\W_]+", "", title.lower())


def _guessed(sheet: Sheet, taken: set[str], said: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    free = [title for title in sheet.header if title not in taken]
    for name, pattern in NAMES.items():
        if name in said or _is_known_otherwise(name, found, said):
            continue
        shape = re.compile(f"^(?:{pattern})$")
        fits = [t for t in free if shape.match(bare(t)) and _fits(name, sheet, t)]
        if fits:
            found[name] = fits[:1]
            free = [t for t in free if t not in found[name]]
    if "address" not in said:
        more = [t for t in free if MORE_ADDRESS.match(bare(t))]
        whole = [*found.get("address", []), *more]
        if whole:
            found["address"] = [t for t in sheet.header if t in whole]
            free = [t for t in free if t not in whole]
    _guess_by_content(sheet, free, found, said)
    return found


def _is_known_otherwise(name: str, found: dict[str, list[str]], said: set[str]) -> bool:
    there = set(found) | said
    if name == "name":
        return "forename" in there and "surname" in there
    if name.startswith("birth_") and name != "birth_date":
        return "birth_date" in there
    return False


def _guess_by_content(
    sheet: Sheet, free: list[str], found: dict[str, list[str]], said: set[str]
) -> None:
    """A column whose name says nothing, but whose cells do."""
    tests: dict[str, Callable[[str], bool]] = {
        "email": lambda cell: bool(places.email(cell)),
        "postcode": lambda cell: places.is_a_unit(places.postcode(cell)),
        "birth_date": _is_a_date_of_birth,
        "sex": lambda cell: places.sex(cell) != "" and not cell.isdigit(),
    }
    for name, test in tests.items():
        whole = name == "birth_date" and ("birth_year" in found or "birth_year" in said)
        if name in found or name in said or whole:
            continue
        fits = [title for title in free if _share(sheet, title, test) >= 0.8]
        if len(fits) == 1:
            found[name] = fits
            free = [title for title in free if title not in fits]
    if not {"name", "forename", "surname"} & (set(found) | said):
        whole_names = [title for title in free if _holds_whole_names(sheet, title)]
        if len(whole_names) == 1:
            found["name"] = whole_names


def _holds_whole_names(sheet: Sheet, title: str) -> bool:
    """Two to four words without figures, and hardly any cell like another."""
    if _share(sheet, title, lambda cell: bool(WHOLE_NAME.match(cell.strip()))) < 0.8:
        return False
    cells = [cell for cell in sheet.columns[title][:2000] if cell.strip()]
    return len(set(cells)) * 2 > len(cells)


def _is_a_date_of_birth(cell: str) -> bool:
    if not ALL_DATES.match(cell.strip()):
        return False
    return "1880" < dates.birth(cell, "day first").year < "2100"


def _share(sheet: Sheet, title: str, test: Callable[[str], bool]) -> float:
    cells = [cell for cell in sheet.columns[title][:2000] if cell.strip()]
    return sum(map(test, cells)) / len(cells) if len(cells) >= 3 else 0.0


def _fits(name: str, sheet: Sheet, title: str) -> bool:
    """Whether the content does not speak against the name of a column."""
    if name == "birth_date":
        cells = [cell for cell in sheet.columns[title][:500] if cell.strip()]
        read = sum(dates.birth(cell, "day first") != dates.NOTHING for cell in cells)
        return not cells or read * 2 >= len(cells)
    return True


def _enough(sheet: Sheet, found: Mapping) -> None:
    named = "name" in found or "surname" in found or "forename" in found
    others = [
        n for n in found.columns if n not in ("id", "name", "forename", "surname")
    ]
    both = "name" in found or ("forename" in found and "surname" in found)
    if not named or (not others and not both):
        raise CannotLink(
            f"{sheet.name}: no columns that tell people apart were recognised. Say "
            "which are which with --map, such as --map forename=given_name --map "
            f"birth_date=dob. There are: {', '.join(sheet.header)}."
        )
