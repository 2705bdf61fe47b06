"""One row of a spreadsheet, cell by cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from concord.foundation.documents.reading.grids import column_name
from concord.foundation.documents.reading.rows import SheetRow
from concord.marac.importing import columns, dates, names
from concord.marac.importing.columns import Column, plain
from concord.marac.importing.dates import Day
from concord.marac.importing.names import Name
from concord.marac.importing.past import PastCase, Somebody, Trouble

MOST_CHILDREN = 20
POST_CODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)
NOT_SAID = frozenset(("", "n a", "na", "unknown", "unk", "nk", "n k", "u k",
                      "not known", "none", "nil", "tbc"))  # fmt: skip
CODES = ("victim_sex", "ethnicity", "sexual_orientation", "disability", "agency",
         "repeat", "relationship")  # fmt: skip
KEPT = ("case_number", "previous_on", "consent", "idva", "notes", "flagged_on",
        "flag_until")  # fmt: skip
BARE = re.compile(r"[()\[\]]|\b(?:dob|born|aged?|yrs?|years?|months?|yo|old)\b\.?",
                  re.IGNORECASE)  # fmt: skip


class Cells:
    """One row as it is read: cells by field, and what was not understood."""

    def __init__(
        self, found: Sequence[Column], row: SheetRow, day: Day | None, today: dt.date
    ) -> None:
        self.columns, self.row, self.day, self.today = found, row, day, today
        self.of = {column.field: column for column in found if column.field}
        self.troubles: list[Trouble] = []
        self.kept: list[str] = []
        self.is_lost = False

    def said(self, code: str) -> str:
        """What stands in the column of a field; nothing for an error of a formula."""
        column = self.of.get(code)
        if column is None or column.at >= len(self.row.cells):
            return ""
        cell = self.row.cells[column.at].strip()
        return "" if cell.startswith("#") and cell.endswith(("!", "?", "/A")) else cell

    def case(self) -> PastCase | None:
        heard = self._heard()
        victim = self._victim()
        if heard is None or victim is None:
            return None
        alleged = self._alleged()
        codes = {code: self._code(code) for code in CODES}
        children = [self._child(one) for one in self._children()]
        place, post_code = self._place()
        referred_on = self._referred(heard)
        flagged_on, until = self._day("flagged_on"), self._day("flag_until")
        count = self._count(children)
        self._keep_the_rest()
        if self.is_lost:
            return None
        return PastCase(
            heard=heard,
            victim=Somebody(victim.name, victim.born, codes["victim_sex"]),
            alleged=alleged,
            children=children,
            child_count=count,
            ethnicity=codes["ethnicity"],
            sexual_orientation=codes["sexual_orientation"],
            disability=codes["disability"],
            relationship=codes["relationship"],
            address=place,
            post_code=post_code,
            phone=self.said("phone"),
            agency=codes["agency"],
            agency_words=self.said("agency"),
            referred_on=referred_on.on if referred_on else None,
            repeat=codes["repeat"],
            criteria=self.said("criteria"),
            actions=self.said("actions"),
            outcome=self.said("outcome"),
            flagged_on=flagged_on.on if flagged_on else None,
            flag_until=until.on if until else None,
            kept="\n".join(self.kept),
        )

    def _heard(self) -> Day | None:
        said = self.said("heard_on")
        day = dates.day_of(said, today=self.today) if said else self.day
        if day is None or day.precision == "year":
            why = "no day of a meeting" if not said else "this is no day (day first)"
            self._lose("heard_on", f"Date heard: {why}.", said)
            return None
        if day.on > self.today:
            self._lose("heard_on", "Date heard: it is still to come.", said)
            return None
        return day

    def _victim(self) -> Somebody | None:
        name = self._victims_name()
        if not name.is_known:
            self._lose("victim_name", "Victim: there is no name.", "")
            return None
        born = self._birth("victim_born", self.said("victim_born"))
        return Somebody(name, born)

    def _victims_name(self) -> Name:
        given, family = self.said("victim_given"), self.said("victim_family")
        whole = self.said("victim_name")
        if whole and not (given and family):
            return names.name_of(whole)
        name = names.name_of(f"{family}, {given}" if given and family else "")
        return name if name.is_known else names.name_of(family or given)

    def _birth(self, code: str, said: str) -> Day | None:
        if plain(said) in NOT_SAID:
            return None
        day = dates.day_of(said, is_birth=True, today=self.today)
        if day is None or day.on > self.today or day.on.year < 1900:
            self._note(code, "Date of birth: this is no day (day first). Kept as words")
            return None
        return day

    def _alleged(self) -> list[Somebody]:
        """Each who is named, with the date of birth that stands at the same place."""
        said = names.names_of(self.said("alleged_name"))
        born = self._births()
        found = []
        for at, one in enumerate(said):
            inside = dates.days_in(one)
            day = self._birth("alleged_name", inside[0]) if inside else None
            if day is None and len(born) == len(said):
                day = self._birth("alleged_born", born[at])
            bare = one
            for piece in inside:
                bare = bare.replace(piece, " ")
            bare = re.sub(r"\b(?:dob|born)\b[\s:.]*", " ", bare, flags=re.IGNORECASE)
            found.append(Somebody(names.name_of(bare), day))
        if born and len(born) != len(said):
            self._note(
                "alleged_born",
                "There are not as many dates of birth as names. Kept as words",
            )
        named = [one for one in found if one.name.is_known]
        return named or [Somebody()]

    def _births(self) -> list[str]:
        said = self.said("alleged_born")
        if plain(said) in NOT_SAID:
            return []
        lines = [one for one in re.split(r"[\n;&+]|\band\b", said) if one.strip()]
        inside = dates.days_in(said)
        return lines if len(lines) > 1 or len(inside) < 2 else inside

    def _children(self) -> list[str]:
        said = self.said("children_names") or self.said("children")
        return [] if not re.search("[A-Za-z]{2}", said) else [
            one for one in names.children_of(re.sub(r"^\s*\d+\s*[-:.(]*\s*", "", said))
            if re.search("[A-Za-z]{2}", one)
        ][:MOST_CHILDREN]  # fmt: skip

    def _child(self, said: str) -> Somebody:
        inside = dates.days_in(said)
        born = dates.day_of(inside[0], today=self.today) if inside else None
        if born is not None and born.on > self.today:
            born = None
        bare = BARE.sub(" ", said)
        for piece in inside:
            bare = bare.replace(piece, " ")
        return Somebody(names.name_of(re.sub(r"\d+", " ", bare)), born)

    def _count(self, children: Sequence[Somebody]) -> int | None:
        said = self.said("children")
        if found := re.match(r"\s*(\d{1,2})\b", said):
            return max(int(found[1]), len(children))
        if plain(said) in ("none", "nil", "no", "n"):
            return 0
        if children:
            self._keep("children_names")
            return len(children)
        if said and plain(said) not in NOT_SAID:
            self._note("children", "Children: this is no number. Kept as words")
        return None

    def _code(self, code: str) -> str:
        said = self.said(code)
        if not said or plain(said) in NOT_SAID - {"none", "nil"}:
            return ""
        found = columns.code_for(code, said) or columns.code_for(
            code, re.split(r"[(\[/;,:-]", said)[0]
        )
        if not found and plain(said) not in NOT_SAID:
            label = columns.fields()[code].label
            self._note(code, f"{label}: this word is not known. Kept as words")
        return found

    def _place(self) -> tuple[str, str]:
        address, own = self.said("address"), self.said("post_code")
        found = POST_CODE.search(own) or POST_CODE.search(address)
        if found is None:
            if own:
                self._note("post_code", "Postcode: this is none. Kept as words")
            return address, ""
        return address, f"{found[1]} {found[2]}".upper()

    def _day(self, code: str) -> Day | None:
        """A day of a column, and nothing for the words that stand there instead."""
        said = self.said(code)
        if not said or plain(said) in NOT_SAID:
            return None
        day = dates.day_of(said, today=self.today)
        if day is None or day.precision == "year":
            label = columns.fields()[code].label
            if code not in KEPT:
                self._note(code, f"{label}: this is no day (day first). Kept as words")
            else:
                self._trouble(code, f"{label}: this is no day (day first).")
            return None
        return day

    def _referred(self, heard: Day) -> Day | None:
        day = self._day("referred_on")
        if day and heard.precision == "day" and day.on > heard.on:
            self._note(
                "referred_on",
                "Date of referral: it is after the day of the meeting. Kept as words",
            )
            return None
        return day

    def _keep_the_rest(self) -> None:
        """Columns without a place of their own, and those that nobody understood."""
        for column in self.columns:
            if not column.field or column.field in KEPT:
                self._keep_column(column)

    def _keep(self, code: str) -> None:
        if code in self.of:
            self._keep_column(self.of[code])

    def _keep_column(self, column: Column) -> None:
        cells = self.row.cells
        said = cells[column.at].strip() if column.at < len(cells) else ""
        line = f"{column.heading}: {said}"
        if said and line not in self.kept:
            self.kept.append(line)

    def _note(self, code: str, what: str) -> None:
        """Not understood, and kept as words: the row is placed all the same."""
        self._trouble(code, f"{what}.")
        self._keep(code)

    def _lose(self, code: str, what: str, said: str) -> None:
        self.is_lost = True
        self._trouble(code, what, said)

    def _trouble(self, code: str, what: str, said: str = "") -> None:
        column = self.of.get(code)
        self.troubles.append(
            Trouble(
                column_name(column.at) if column else "", what, said or self.said(code)
            )
        )
