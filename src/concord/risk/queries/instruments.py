"""Which instruments a partnership uses now, and what it has decided about each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from concord.access.actor import Actor
from concord.risk.models import InstrumentVersion, LocalRule
from concord.risk.pack import Licence, Pack, built_in
from concord.risk.scoring import Local, by_the_pack


@dataclass(frozen=True, slots=True)
class InUse:
    """An instrument as it is used here today. `row` is None before its first use."""

    pack: Pack
    local: Local
    row: InstrumentVersion | None
    rule: LocalRule | None

    @property
    def is_our_rule(self) -> bool:
        """Whether the partnership has decided anything about it."""
        return self.rule is not None


def in_use(actor: Actor) -> dict[str, InUse]:
    """Every instrument of the partnership by code. Two queries.

    Of several versions: those in force today, a licensed or local one before our
    paraphrase, then the highest number.
    """
    today = timezone.localdate()
    rows = list(InstrumentVersion.objects.visible_to(actor))
    rules = latest_rules(actor)
    found: dict[str, tuple[Pack, InstrumentVersion | None]] = {
        code: (pack, None) for code, pack in built_in().items()
    }
    for row in sorted(rows, key=lambda row: row.version):
        pack = row.pack
        until, begins = pack.valid.until, pack.valid.begins
        if (until and until < today) or (begins and begins > today):
            continue
        now = found.get(row.code)
        if now is None or _goes_before(pack, now[0]):
            found[row.code] = (pack, row)
    return {
        code: InUse(pack, local_of(pack, rules), row, rules.get(code))
        for code, (pack, row) in found.items()
    }


def latest_rules(actor: Actor) -> dict[str, LocalRule]:
    """The decision in force for each instrument. One query."""
    rules = LocalRule.objects.visible_to(actor).order_by("n")
    return {rule.code: rule for rule in rules}


def local_of(pack: Pack, rules: dict[str, LocalRule]) -> Local:
    """What holds here: the partnership's decision, or else the pack's own."""
    rule = rules.get(pack.code)
    return rule.local if rule is not None else by_the_pack(pack)


def rules_of(code: str, actor: Actor) -> list[LocalRule]:
    """All decisions about an instrument, the last first. One query."""
    rules = LocalRule.objects.visible_to(actor).filter(code=code)
    return list(rules.select_related("set_by__account").order_by("-n"))


def versions_of(code: str, actor: Actor) -> list[InstrumentVersion]:
    """The versions of an instrument that were used or loaded here. One query."""
    rows = InstrumentVersion.objects.visible_to(actor).filter(code=code)
    return list(rows.order_by("-version"))


def _goes_before(new: Pack, now: Pack) -> bool:
    ours = Licence.PARAPHRASED
    new_is_theirs, now_is_theirs = (pack.licence.state != ours for pack in (new, now))
    if new_is_theirs != now_is_theirs:
        return new_is_theirs
    return new.version >= now.version
