"""How two records are compared: fields, levels from alike to different, words for each.

`m` is how often two records of one person agree in this way, `u` how often two records
of two people do. Those given here were set by hand, before any data set
was looked at; training starts from them, leans on them where a file is small, and never
leaves them by more than a factor (training.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

Dialect = Literal["duckdb", "spark"]


@dataclass(frozen=True)
class Level:
    """One way of agreeing. `words` go into explanations; `sql` is empty for "else"."""

    words: str
    sql: str
    m: float
    u: float
    frequency_of: str = ""  # rare values of this column weigh more
    neutral: bool = False  # weighs nothing: its evidence is counted elsewhere
    alone: float = 0.0  # u in a file in which nobody lives together, if it is another


@dataclass(frozen=True)
class Comparison:
    """`needs` are fields of which one has to be in the files."""

    name: str
    needs: tuple[str, ...]
    unknown: str  # SQL: nothing can be said
    levels: tuple[Level, ...]

    def level(self, gamma: int) -> Level:
        """The level with Splink's number: 0 is the last, "else"."""
        return self.levels[len(self.levels) - 1 - gamma]


@dataclass(frozen=True)
class Sql:
    """What DuckDB and Spark write differently."""

    dialect: Dialect

    def alike(self, column: str, least: float) -> str:
        return self.crossed(column, column, least)

    def slips(self, column: str, most: int) -> str:
        """At most so many letters typed wrong, left out, added or swapped.

        The cheap distance comes first: it is at most twice the dear one.
        """
        return (
            f"(levenshtein({column}_l, {column}_r) <= {2 * most}"
            f" AND damerau_levenshtein({column}_l, {column}_r) <= {most})"
        )

    def nearly(self, column: str, share: float) -> str:
        """At most so large a share of the letters is wrong, spaces left out."""
        left, right = (f"replace({column}_{side}, ' ', '')" for side in "lr")
        longer = f"greatest(length({column}_l), length({column}_r))"
        return f"levenshtein({left}, {right}) <= {share} * {longer}"

    def crossed(self, left: str, right: str, least: float) -> str:
        """Two columns that are alike."""
        name = "jaro_winkler"
        if self.dialect == "duckdb":
            name += "_similarity"
        return f"{name}({left}_l, {right}_r) >= {least}"

    def shared(self, column: str) -> str:
        """How many entries two lists share."""
        if self.dialect == "duckdb":
            return f"len(list_intersect({column}_l, {column}_r))"
        return f"size(array_intersect({column}_l, {column}_r))"

    def overlap(self, column: str, least: str) -> str:
        """Two lists share at least so many entries."""
        any_of = "list_has_any" if self.dialect == "duckdb" else "arrays_overlap"
        lists = f"{column}_l, {column}_r"
        return f"({any_of}({lists}) AND {self.shared(column)} >= {least})"

    def size(self, column: str) -> str:
        return f"{'len' if self.dialect == 'duckdb' else 'size'}({column})"


def comparisons(
    there: Callable[[str], bool], extras: Iterable[tuple[str, str]], dialect: Dialect
) -> list[Comparison]:
    """The comparisons for which the files have a field. `extras`: name and column."""
    sql = Sql(dialect)
    all_of_them = [
        _forename(sql),
        _surname(sql),
        _birth(sql),
        _sex(),
        _address(sql),
        _contact(sql),
        *(_extra(sql, name, column) for name, column in extras),
    ]
    return [c for c in all_of_them if not c.needs or any(map(there, c.needs))]


def _swapped(sql: Sql) -> str:
    """Forename and surname stand in each other's place."""
    one = sql.crossed("forename", "surname", 0.88)
    two = sql.crossed("surname", "forename", 0.88)
    # Who is called James James has nothing swapped.
    return f"{one} AND {two} AND forename_l <> surname_l"


def _misplaced(sql: Sql) -> str:
    """One name stands in the other's place; the other is gone or another."""
    one = sql.crossed("forename", "surname", 0.92)
    two = sql.crossed("surname", "forename", 0.92)
    return f"({one}) OR ({two})"


def _forename(sql: Sql) -> Comparison:
    initial = (
        "(length(forename_l) = 1 OR length(forename_r) = 1)"
        " AND substr(forename_l, 1, 1) = substr(forename_r, 1, 1)"
    )
    return Comparison(
        "forename",
        ("forename",),
        "forename_l IS NULL OR forename_r IS NULL",
        (
            Level(
                "same forename",
                "forename_whole_l = forename_whole_r",
                0.72,
                0.005,
                "forename_whole",
            ),
            Level(
                "same first forename",
                "forename_l = forename_r",
                0.03,
                0.0005,
                "forename",
            ),
            Level("forename and surname swapped", _swapped(sql), 0.02, 2e-6),
            Level("forename short for the other", _alias(sql), 0.02, 0.002),
            Level("forename a slip away", _slip(sql, "forename"), 0.1, 0.002),
            Level(
                "forename sounds alike",
                "forename_sound_l = forename_sound_r",
                0.03,
                0.003,
            ),
            Level(
                "forename among the other's forenames",
                sql.overlap("forename_words", "1"),
                0.01,
                0.0005,
            ),
            Level("forename initial agrees", initial, 0.01, 0.003),
            Level("forename similar", sql.alike("forename", 0.82), 0.03, 0.01),
            Level("one name in the other's place", _misplaced(sql), 0.01, 0.0005),
            Level("forename differs", "", 0.03, 0.972),
        ),
    )


def _slip(sql: Sql, column: str) -> str:
    """One letter wrong, or two in a long name; what is alike at all is looked at."""
    lengths = f"least(length({column}_l), length({column}_r))"
    return (
        f"{sql.alike(column, 0.75)} AND {lengths} > 2 AND ({sql.slips(column, 1)}"
        f" OR ({lengths} > 5 AND {sql.alike(column, 0.9)} AND {sql.slips(column, 2)}))"
    )


def _alias(sql: Sql) -> str:
    return sql.overlap("forename_alias", "1")


def _surname(sql: Sql) -> Comparison:
    return Comparison(
        "surname",
        ("surname",),
        "surname_l IS NULL OR surname_r IS NULL",
        (
            Level("same surname", "surname_l = surname_r", 0.77, 0.003, "surname"),
            # All the evidence of a swap is counted with the forename.
            Level(
                "surname swapped with forename",
                _swapped(sql),
                0.02,
                2e-6,
                neutral=True,
            ),
            Level("surname a slip away", _slip(sql, "surname"), 0.11, 0.001),
            Level(
                "part of the surname the same",
                sql.overlap("surname_words", "1"),
                0.01,
                0.0003,
            ),
            Level(
                "surname sounds alike", "surname_sound_l = surname_sound_r", 0.02, 0.001
            ),
            Level("surname similar", sql.alike("surname", 0.85), 0.03, 0.006),
            Level(
                "surname in the forename's place",
                _misplaced(sql),
                0.01,
                0.0005,
                neutral=True,
            ),
            Level("surname differs", "", 0.04, 0.9687),
        ),
    )


def _birth(sql: Sql) -> Comparison:
    def part(side: str, start: int, length: int) -> str:
        return f"substr(birth_date_{side}, {start}, {length})"

    def same(start: int, length: int) -> str:
        return f"{part('l', start, length)} = {part('r', start, length)}"

    year, month, day, birthday = same(1, 4), same(5, 2), same(7, 2), same(5, 4)
    return Comparison(
        "birth",
        ("birth_year",),
        "birth_year_l IS NULL OR birth_year_r IS NULL",
        (
            Level(
                "same birth date",
                "birth_date_l = birth_date_r",
                0.86,
                0.0001,
                "birth_date",
            ),
            Level(
                "birth date day and month swapped",
                "birth_date_l = birth_swapped_r",
                0.01,
                0.00005,
            ),
            Level("birth date a slip away", sql.slips("birth_date", 1), 0.07, 0.0012),
            Level(
                "two of day, month and year the same",
                f"({year} AND ({month} OR {day})) OR ({birthday})",
                0.02,
                0.004,
            ),
            Level("birth date two slips away", sql.slips("birth_date", 2), 0.02, 0.015),
            Level("same year of birth", "birth_year_l = birth_year_r", 0.01, 0.008),
            Level("birth date differs", "", 0.02, 0.9717),
        ),
    )


def _sex() -> Comparison:
    return Comparison(
        "sex",
        ("sex",),
        "sex_l IS NULL OR sex_r IS NULL",
        (
            Level("same sex", "sex_l = sex_r", 0.985, 0.5),
            Level("sex differs", "", 0.015, 0.5),
        ),
    )


def _address(sql: Sql) -> Comparison:
    """Address and postcode together: they are one piece of evidence, not two."""
    fewer = f"least({sql.size('address_words_l')}, {sql.size('address_words_r')})"
    alike = (
        f"({sql.overlap('address_words', f'greatest(2, 0.6 * {fewer})')}"
        f" OR {sql.alike('address', 0.93)}"
        f" OR ({sql.overlap('address_words', '1')} AND {sql.nearly('address', 0.2)}))"
    )
    some = sql.overlap("address_words", f"greatest(2, 0.4 * {fewer})")
    near = sql.slips("postcode", 1)
    unknown = (
        "(address_l IS NULL OR address_r IS NULL)"
        " AND (postcode_l IS NULL OR postcode_r IS NULL)"
    )
    return Comparison(
        "address",
        ("address", "postcode"),
        unknown,
        (
            Level(
                "same address",
                "address_l = address_r AND (postcode_l = postcode_r"
                " OR postcode_l IS NULL OR postcode_r IS NULL)",
                0.4,
                0.00003,
                alone=1e-6,
            ),
            Level(
                "nearly the same address, same postcode",
                f"postcode_l = postcode_r AND {alike}",
                0.3,
                0.00005,
                alone=2e-6,
            ),
            Level(
                "nearly the same address, postcode a slip away",
                f"{near} AND {alike}",
                0.02,
                0.00003,
                alone=3e-6,
            ),
            Level("nearly the same address", alike, 0.1, 0.0003, alone=1e-5),
            Level(
                "same postcode, some of the address",
                f"postcode_l = postcode_r AND {sql.overlap('address_words', '1')}",
                0.03,
                0.0002,
            ),
            Level("same postcode", "postcode_l = postcode_r", 0.05, 0.0008),
            Level(
                "postcode a slip away, some of the address",
                f"{near} AND {sql.overlap('address_words', '1')}",
                0.01,
                0.0005,
            ),
            Level("some of the address the same", some, 0.03, 0.003),
            Level("postcode a slip away", near, 0.02, 0.004),
            Level("same district", "district_l = district_r", 0.02, 0.02),
            Level("address differs", "", 0.08, 0.97182),
        ),
    )


def _contact(sql: Sql) -> Comparison:
    """Telephone and e-mail together: a household shares both."""
    unknown = (
        "(phone_l IS NULL OR phone_r IS NULL) AND (email_l IS NULL OR email_r IS NULL)"
    )
    return Comparison(
        "contact",
        ("phone", "email"),
        unknown,
        (
            Level(
                "same telephone number and e-mail address",
                "phone_l = phone_r AND email_l = email_r",
                0.3,
                0.000005,
            ),
            Level("same telephone number", "phone_l = phone_r", 0.2, 0.00001),
            Level("same e-mail address", "email_l = email_r", 0.15, 0.00001),
            Level("telephone a slip away", sql.slips("phone", 1), 0.05, 0.00002),
            Level("other telephone and e-mail", "", 0.3, 0.999955),
        ),
    )


def _extra(sql: Sql, name: str, column: str) -> Comparison:
    word = name.replace("_", " ")
    return Comparison(
        column,
        (column,),
        f"{column}_l IS NULL OR {column}_r IS NULL",
        (
            Level(f"same {word}", f"{column}_l = {column}_r", 0.75, 0.05, column),
            Level(
                f"{word} similar",
                f"{sql.alike(column, 0.9)} OR {sql.slips(column, 1)}"
                f" AND length({column}_l) > 3",
                0.08,
                0.02,
            ),
            Level(f"{word} differs", "", 0.17, 0.93),
        ),
    )


def as_settings(comparison: Comparison) -> dict[str, Any]:
    """The comparison as Splink reads it."""
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": comparison.unknown,
            "label_for_charts": "not known",
            "is_null_level": True,
        }
    ]
    for level in comparison.levels:
        entry: dict[str, Any] = {
            "sql_condition": level.sql or "ELSE",
            "label_for_charts": level.words,
            "m_probability": level.m,
            "u_probability": level.u,
        }
        if level.frequency_of:
            entry["tf_adjustment_column"] = level.frequency_of
            entry["tf_minimum_u_value"] = 0.00002
            entry["disable_tf_exact_match_detection"] = True
        levels.append(entry)
    return {"output_column_name": comparison.name, "comparison_levels": levels}
