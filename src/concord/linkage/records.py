"""Records as Splink compares them: one Arrow table for each sheet, and what it says."""

from __future__ import annotations

import gc
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from concord.linkage import dates, names, places
from concord.linkage.fields import EXTRA, Mapping
from concord.linkage.reading import Sheet

CHUNK = 50_000  # rows turned into Arrow at once
CAP = 300  # records that may share one key: beyond, it finds too much to be of use
PAIRS_PER_RECORD = 3  # that one key may propose, over all records
AT_LEAST = 500_000  # pairs that one key may propose whatever the number of records

WORDS = pa.list_(pa.string())
SCHEMA = {
    "forename": pa.string(),
    "forename_whole": pa.string(),
    "forename_words": WORDS,
    "forename_alias": WORDS,
    "forename_sound": pa.string(),
    "surname": pa.string(),
    "surname_words": WORDS,
    "surname_sound": pa.string(),
    "birth_date": pa.string(),
    "birth_year": pa.string(),
    "birth_swapped": pa.string(),
    "sex": pa.string(),
    "address": pa.string(),
    "address_words": WORDS,
    "postcode": pa.string(),
    "district": pa.string(),
    "phone": pa.string(),
    "email": pa.string(),
    "nhs": pa.string(),
}
KEYS = (
    "day_forename",
    "day_surname",
    "day_initials",
    "names_year",
    "names_birthday",
    "names",
    "digits_surname",
    "surname_month",
    "surname_birthday",
    "begins_month",
    "begins_day",
    "ends_year",
    "forename_year_area",
    "surname_year_area",
    "postcode_forename",
    "postcode_surname",
    "postcode_day",
    "house_forename",
    "house_surname",
    "phone",
    "email",
    "nhs",
    # In large files these are mostly too common, and go.
    "day",
    "street_postcode",
    "street_area",
    "surname",
    "house",
    "house_postcode",
    "begins",
)


@dataclass
class Records:
    """A sheet made comparable. Row i of `table` has the id `ids[i]`."""

    table: pa.Table
    ids: list[str]
    extras: dict[str, str]  # field -> column of `table`
    date_order: str
    warnings: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.ids)


def prepare(
    sheet: Sheet, fields: Mapping, extras: list[str], first: int = 0
) -> Records:
    """The records of a sheet, numbered from `first`. `extras` are those of all sheets.

    Takes the columns out of the sheet, so that a large file is in memory once.
    """
    reader = _Cells(sheet, fields)
    order, told, year_last = _dates_of(reader)
    columns = {name: f"extra_{number}" for number, name in enumerate(extras)}
    rows: list[dict[str, Any]] = []
    batches = []
    schema = _schema(list(columns.values()))
    for at in range(len(sheet)):
        rows.append(_row(reader, at, order, year_last, columns))
        if len(rows) == CHUNK:
            batches.append(pa.RecordBatch.from_pylist(rows, schema=schema))
            rows = []
    batches.append(pa.RecordBatch.from_pylist(rows, schema=schema))
    table = pa.Table.from_batches(batches, schema=schema)
    table = table.append_column(
        "uid", pa.array(range(first, first + len(table)), type=pa.int64())
    )
    made = Records(table, _ids(sheet, fields), columns, order, list(sheet.warnings))
    if "birth_date" in fields and not told and not _is_plain(reader):
        made.warnings.append(
            f"{sheet.name}: it can't be told whether day or month comes first in the "
            f"dates of birth; read as {order}."
        )
    _warn_of_ids(sheet, fields, made)
    sheet.columns.clear()
    for cached in (names.forename, names.surname, places.address, places.postcode):
        cached.cache_clear()
    gc.collect()
    return made


def _schema(extras: list[str]) -> pa.Schema:
    keys = [*KEYS, *(f"{e}_{with_}" for e in extras for with_ in ("names", "day"))]
    return pa.schema(
        [
            *SCHEMA.items(),
            *((extra, pa.string()) for extra in extras),
            *((f"key_{key}", pa.int64()) for key in keys),
        ]
    )


class _Cells:
    """The cells of a sheet by field; those spread over columns are joined."""

    def __init__(self, sheet: Sheet, fields: Mapping) -> None:
        self.columns = {
            name: [sheet.columns[title] for title in titles]
            for name, titles in fields.columns.items()
        }

    def __call__(self, name: str, at: int) -> str:
        columns = self.columns.get(name)
        if not columns:
            return ""
        if len(columns) == 1:
            return columns[0][at].strip()
        return " ".join(cell for column in columns if (cell := column[at].strip()))


def _dates_of(cells: _Cells) -> tuple[dates.Order, bool, bool]:
    """How the dates of a column are written: order, whether told, year last."""
    columns = cells.columns.get("birth_date")
    if not columns:
        return "day first", True, False
    order, told = dates.order_of(columns[0])
    return order, told, dates.eight_digits_end_in_year(columns[0])


def _is_plain(cells: _Cells) -> bool:
    """Whether no cell could be read in two ways."""
    column = cells.columns["birth_date"][0]
    return not any(
        (found := dates.NUMBERS.match(cell.strip())) and len(found[1]) <= 2
        for cell in column
    )


def _row(
    cells: _Cells, at: int, order: dates.Order, year_last: bool, extras: dict[str, str]
) -> dict[str, Any]:
    first, last = _names(cells, at)
    birth = _birth(cells, at, order, year_last)
    address = places.address(cells("address", at))
    code = places.postcode(cells("postcode", at))
    row: dict[str, Any] = {
        "forename": first.first,
        "forename_whole": first.whole,
        "forename_words": first.words,
        "forename_alias": names.aliases(first.first),
        "forename_sound": first.sound,
        "surname": last.whole,
        "surname_words": tuple(word for word in last.words if len(word) > 2),
        "surname_sound": last.sound,
        "birth_date": birth.day,
        "birth_year": birth.year,
        "birth_swapped": birth.swapped,
        "sex": places.sex(cells("sex", at)),
        "address": address.whole,
        "address_words": address.words,
        "postcode": code,
        "district": places.district(code),
        "phone": places.phone(cells("phone", at)),
        "email": places.email(cells("email", at)),
    }
    for name, column in extras.items():
        row[column] = places.other(cells(name, at))
        if "nhs" in name:
            row["nhs"] = places.nhs_number(cells(name, at))
    keys = _keys(row, address.number, list(extras.values()))
    return {name: value or None for name, value in (row | keys).items()}


def _names(cells: _Cells, at: int) -> tuple[names.Name, names.Name]:
    first, last = cells("forename", at), cells("surname", at)
    if "name" in cells.columns and not (first and last):
        from_whole = names.divided(cells("name", at))
        first, last = first or from_whole[0], last or from_whole[1]
    return names.forename(first), names.surname(last)


def _birth(cells: _Cells, at: int, order: dates.Order, year_last: bool) -> dates.Birth:
    if "birth_date" in cells.columns:
        return dates.birth(cells("birth_date", at), order, year_last)
    if "birth_year" not in cells.columns:
        return dates.NOTHING
    year, month, day = (cells(f"birth_{part}", at) for part in ("year", "month", "day"))
    if month and day:
        return dates.birth(f"{year}-{month}-{day}", order)
    return dates.birth(year, order)


def _keys(row: dict[str, Any], number: str, extras: list[str]) -> dict[str, int | None]:
    """What must be alike for two records to be compared; none where a part lacks."""
    first, last = row["forename"], row["surname"]
    sounds = row["forename_sound"], row["surname_sound"]
    day, year, code = row["birth_date"], row["birth_year"], row["postcode"]
    both = sorted(sounds) if all(sounds) else None
    month, birthday = day[:6], day[4:]
    begins = f"{first[:2]} {last[:2]}" if first and last else ""
    street = next((w for w in row["address_words"] if len(w) > 3 and w.isalpha()), "")
    house = f"{number} {street[:4]}" if number and street else ""
    parts: dict[str, tuple[Any, ...]] = {
        "day_forename": (day, first[:1]),
        "day_surname": (day, last[:1]),
        "day_initials": (day, both and "".join(sorted((first[0], last[0])))),
        "names_year": (both, year),
        "names_birthday": (both, birthday),
        "names": (both,),
        "digits_surname": ("".join(sorted(day)), sounds[1]),
        "surname_month": (sounds[1], month),
        "surname_birthday": (sounds[1], birthday),
        "begins_month": (begins, month),
        "begins_day": (begins, year, day[6:]),
        "ends_year": (first[-3:], last[-3:], year),
        "forename_year_area": (sounds[0], year, row["district"]),
        "surname_year_area": (sounds[1], year, row["district"]),
        "postcode_forename": (code, sounds[0]),
        "postcode_surname": (code, sounds[1]),
        "postcode_day": (code, day),
        "house_forename": (house, first[:1]),
        "house_surname": (house, last[:1]),
        "phone": (row["phone"],),
        "email": (row["email"],),
        "nhs": (row.get("nhs", ""),),
        "day": (day,),
        "street_postcode": (street[:4], code),
        "street_area": (street[:6], row["district"]),
        "surname": (sounds[1],),
        "house": (house,),
        "begins": (first[:3], last[:3]),
        "house_postcode": (number, "".join(sorted(code))),
    }
    for extra in extras:
        parts[f"{extra}_names"] = (row[extra], begins)
        parts[f"{extra}_day"] = (row[extra], day)
    return {
        f"key_{name}": _number(name, part) if all(part) else None
        for name, part in parts.items()
    }


def _number(name: str, parts: tuple[Any, ...]) -> int:
    return hash((name, *(tuple(p) if isinstance(p, list) else p for p in parts))) or 1


def _ids(sheet: Sheet, fields: Mapping) -> list[str]:
    """The id of each row; where it has none, the line on which it stands."""
    titles = fields.columns.get("id")
    if not titles:
        return [f"line {line}" for line in sheet.lines]
    column = sheet.columns[titles[0]]
    return [
        cell.strip() or f"line {line}"
        for cell, line in zip(column, sheet.lines, strict=True)
    ]


def _warn_of_ids(sheet: Sheet, fields: Mapping, made: Records) -> None:
    if "id" not in fields:
        made.warnings.append(
            f"{sheet.name}: no column with ids was recognised; records are named by "
            "their lines. Name one with --map id=COLUMN."
        )
        return
    column = sheet.columns[fields.columns["id"][0]]
    blank = [ln for c, ln in zip(column, sheet.lines, strict=True) if not c.strip()]
    if blank:
        made.warnings.append(
            f"{sheet.name}: {len(blank)} records have no id (the first is on line "
            f"{blank[0]}); they are named by their lines."
        )
    counts = Counter(cell.strip() for cell in column if cell.strip())
    twice = sum(count > 1 for count in counts.values())
    if twice:
        at = next(
            line
            for cell, line in zip(column, sheet.lines, strict=True)
            if counts[cell.strip()] > 1
        )
        made.warnings.append(
            f"{sheet.name}: {twice} ids stand on more than one record (the first is on "
            f"line {at}). Each record is treated by itself."
        )


def cap_keys(tables: list[pa.Table]) -> tuple[list[pa.Table], dict[str, int]]:
    """Tables without the keys that too many records share, and how many keys went.

    A key is worth its cost while few records share it. The cap is lowered for a kind
    of key that would propose more than `PAIRS_PER_RECORD` pairs for each record.
    """
    total = sum(len(table) for table in tables)
    budget = max(AT_LEAST, PAIRS_PER_RECORD * total)
    dropped: dict[str, int] = {}
    for name in [c for c in tables[0].column_names if c.startswith("key_")]:
        counted = [dict(_counts(table.column(name))) for table in tables]
        pairs = _pairs_by_key(counted)
        cap = _cap(pairs, budget)
        over = [key for key, count in pairs.items() if count > cap]
        if over:
            dropped[name.removeprefix("key_")] = len(over)
            tables = [_without(table, name, over) for table in tables]
    return tables, dropped


def _counts(column: pa.ChunkedArray) -> list[tuple[int, int]]:
    counted = pc.value_counts(column.drop_null())
    return list(
        zip(
            counted.field("values").to_pylist(),
            counted.field("counts").to_pylist(),
            strict=True,
        )
    )


def _pairs_by_key(counted: list[dict[int, int]]) -> dict[int, int]:
    """How many pairs each key proposes; keys that propose none are left out."""
    if len(counted) == 1:
        return {k: n * (n - 1) // 2 for k, n in counted[0].items() if n > 1}
    left, right = counted
    return {k: n * right[k] for k, n in left.items() if k in right}


def _cap(pairs: dict[int, int], budget: int) -> int:
    """The most pairs that one key may propose so that all stay in the budget."""
    spent = 0
    for count in sorted(pairs.values()):
        spent += count
        if spent > budget:
            return count - 1
    return CAP * CAP // 2


def _without(table: pa.Table, name: str, over: list[int]) -> pa.Table:
    column = table.column(name)
    gone = pc.is_in(column, value_set=pa.array(over, type=pa.int64()))
    kept = pc.if_else(gone, pa.scalar(None, pa.int64()), column)
    return table.set_column(table.column_names.index(name), name, kept)


def extras_of(mappings: list[Mapping]) -> list[str]:
    """Other fields that every sheet has."""
    return [
        name for name in mappings[0].extras if all(name in other for other in mappings)
    ]


def missing(table: pa.Table, name: str) -> int:
    """How many records do not say it."""
    return int(table.column(name).null_count)


__all__ = ["EXTRA", "Records", "cap_keys", "extras_of", "missing", "prepare"]
