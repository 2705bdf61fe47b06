"""An assessment of risk, as one team made it; and one that is being written."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from concord.access.models import Part, Protected, Side
from concord.cases.models import Case
from concord.foundation.classified import classified
from concord.risk.models.instruments import InstrumentVersion
from concord.risk.pack import Pack
from concord.risk.scoring import ANSWER_WORDS, Answer, Band, Score

SIDES = [choice for choice in Side.choices if choice[0] in ("victim", "alleged")]


class Mode(models.TextChoices):
    """How the answers came here."""

    LIVE = "live", "Asked on screen, in the licensed words"
    PAPER = "paper", "Entered from the paper form"
    RESULT = "result", "A result that somebody else recorded"


class Setting(models.TextChoices):
    """Where it was done. A kind of place only, never where somebody is."""

    OFFICE = "office", "At our office"
    HOME = "home", "At their home"
    HOSPITAL = "hospital", "At a hospital or surgery"
    POLICE = "police", "With the police"
    PHONE = "phone", "By telephone"
    VIDEO = "video", "By video"
    OTHER = "other", "Elsewhere"


class Known(models.TextChoices):
    """Yes, no, or nobody knows."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known"


@classified(
    internal="case part instrument mode assessed_on setting interpreter seen_alone "
    "reassess_on supersedes",
    special="corrected_why side answers score dont_know band overrides "
    "judged_band judged_why final_band events_12_months events_note escalates "
    "other_information vulnerabilities weapons weapons_note priorities marac_grounds "
    "result result_by",
    what={
        "side": "Whom the assessment is about",
        "score": "How many answers are Yes",
        "dont_know": "How many answers are Don't know",
        "band": "Band by the score and local rules",
        "overrides": "Local rules that raised the band",
        "judged_band": "Band as a professional judges it",
        "final_band": "Band that counts",
        "events_12_months": "Domestic abuse events in 12 months",
        "escalates": "Whether the events are an escalation",
        "weapons": "Whether there are weapons",
        "marac_grounds": "Whether there are grounds for MARAC",
        "corrected_why": "Why this corrects the one before",
        "answers": "What was answered to each item, with notes and sources",
        "judged_why": "Why a professional judges the risk higher",
        "events_note": "Which events of the past 12 months",
        "other_information": "What else is known about the risk",
        "vulnerabilities": "What makes the victim more vulnerable",
        "weapons_note": "What is known about weapons",
        "priorities": "What the victim wants first",
        "result": "What another tool found, in its words",
        "result_by": "Who recorded it",
    },
)
class RiskAssessment(Protected):
    """One assessment with one instrument on one day. Insert-only.

    `answers`: by number of item {"answer", "note", "source"}. `score` is the count of
    Yes; `band` what it comes to here on that day, with the clusters in `overrides`,
    None where the instrument has no cut-off. Judgement raises and never lowers. One
    that is wrong is followed by another that `supersedes` it; a new talk is a new
    assessment.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    part = models.CharField(max_length=10, choices=Part, default=Part.RISK)
    side = models.CharField(max_length=10, choices=SIDES, default=Side.VICTIM)
    instrument = models.ForeignKey(
        InstrumentVersion, models.PROTECT, related_name="assessments"
    )
    mode = models.CharField(max_length=6, choices=Mode)
    assessed_on = models.DateField()
    setting = models.CharField(max_length=10, choices=Setting, blank=True)
    interpreter = models.CharField(max_length=10, choices=Known, blank=True)
    seen_alone = models.CharField(max_length=10, choices=Known, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    dont_know = models.PositiveSmallIntegerField(null=True, blank=True)
    band = models.PositiveSmallIntegerField(choices=Band, null=True, blank=True)
    overrides = models.JSONField(default=list, blank=True)
    judged_band = models.PositiveSmallIntegerField(choices=Band, null=True, blank=True)
    judged_why = models.TextField(blank=True)
    final_band = models.PositiveSmallIntegerField(choices=Band, null=True, blank=True)
    events_12_months = models.PositiveSmallIntegerField(null=True, blank=True)
    events_note = models.TextField(blank=True)
    escalates = models.BooleanField(null=True, blank=True)
    other_information = models.TextField(blank=True)
    vulnerabilities = models.TextField(blank=True)
    weapons = models.CharField(max_length=10, choices=Known, blank=True)
    weapons_note = models.TextField(blank=True)
    priorities = models.TextField(blank=True)
    marac_grounds = models.BooleanField(null=True, blank=True)
    result = models.TextField(blank=True)
    result_by = models.CharField(max_length=120, blank=True)
    reassess_on = models.DateField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
    )
    corrected_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-assessed_on", "-written_at")
        indexes = [models.Index(fields=["case"], name="assessments_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(part="risk"), name="an_assessment_is_about_risk"
            ),
            # Fact 1: judgement raises. A band that is not known is below all others.
            models.CheckConstraint(
                condition=Q(band__isnull=True)
                | Q(final_band__isnull=False, final_band__gte=F("band")),
                name="judgement_never_lowers",
            ),
            models.CheckConstraint(
                condition=Q(judged_band__isnull=True, band__isnull=True)
                & Q(final_band__isnull=True)
                | Q(judged_band__isnull=True, band__isnull=False)
                & Q(final_band__isnull=False, final_band=F("band"))
                | Q(judged_band__isnull=False, final_band__isnull=False)
                & Q(final_band=F("judged_band")),
                name="the_final_band_is_the_judged_one_or_the_score_s",
            ),
            models.CheckConstraint(
                condition=Q(judged_band__isnull=True) | ~Q(judged_why=""),
                name="a_judgement_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(mode="result", score__isnull=True, band__isnull=True)
                & ~Q(result="")
                | ~Q(mode="result") & Q(score__isnull=False, result=""),
                name="a_result_is_recorded_and_a_checklist_scored",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True, corrected_why="")
                | Q(supersedes__isnull=False) & ~Q(corrected_why=""),
                name="a_correction_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"assessment {self.pk}"

    @property
    def pack(self) -> Pack:
        """The instrument as it was."""
        return self.instrument.pack

    def answer(self, n: int) -> Answer:
        """What was answered to item `n`."""
        said = self.answers.get(str(n), {})
        return Answer(said.get("answer", Answer.NOT_ASKED.value))

    def answer_in_words(self, n: int) -> str:
        """ "Yes", "No", "Don't know" or "Not asked"."""
        return ANSWER_WORDS[self.answer(n)]

    @property
    def counted(self) -> Score | None:
        """The counts of its answers; None for a recorded result."""
        if self.score is None:
            return None
        given = [self.answer(item.n) for item in self.pack.items]
        return Score(
            instrument=self.instrument.code,
            yes=given.count(Answer.YES),
            no=given.count(Answer.NO),
            dont_know=given.count(Answer.DONT_KNOW),
            not_asked=given.count(Answer.NOT_ASKED),
        )

    @property
    def is_raised(self) -> bool:
        """Whether a professional judged it higher than the score alone."""
        return self.judged_band is not None and self.judged_band != self.band


@classified(
    internal="case part instrument saved_at used_at",
    special="side typed",
    what={
        "side": "Whom the assessment is about",
        "typed": "What was typed so far into an assessment",
    },
)
class AssessmentDraft(Protected):
    """An assessment that is being written: whoever writes it can stop and come back.

    `typed` is the form as it was sent, by name of field. It is replaced at each
    saving, and empty once the assessment is made or the draft thrown away.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part, default=Part.RISK)
    side = models.CharField(max_length=10, choices=SIDES, default=Side.VICTIM)
    instrument = models.ForeignKey(InstrumentVersion, models.PROTECT, related_name="+")
    typed = models.JSONField(default=dict, blank=True)
    saved_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-saved_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["case", "instrument", "written_by"],
                condition=Q(used_at__isnull=True),
                name="one_open_draft_of_a_hat",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(typed={}),
                name="a_used_draft_holds_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"
