"""The paper as a Word file that a person can go on editing."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from concord.foundation.documents import word
from concord.foundation.documents.charts import WIDTH, alternative_text, draw_svg
from concord.foundation.documents.printable import plain
from concord.foundation.documents.tables import Table
from concord.foundation.documents.typesetting import draw_png

from ..content import BoardPaper, from_record, to_record
from . import figures, wording
from .indicator_charts import indicator_charts


def render_docx(paper: BoardPaper) -> bytes:
    """A docx with real headings, captions and header rows; the same bytes each time."""
    return _Writer(from_record(plain(to_record(paper)))).written()


class _Writer:
    """Walks the paper from the first page to the annex; numbers the captions."""

    def __init__(self, paper: BoardPaper) -> None:
        self.paper = paper
        self.tables = 0
        self.document: WordDocument = word.new_document(
            title=wording.document_title(paper),
            author=paper.author_role,
            keywords=f"{paper.partnership}; {paper.full_number}",
            subject=paper.partnership,
            dated=wording.dated(paper),
        )

    def written(self) -> bytes:
        self._furnish(0)
        self._cover()
        self._summary()
        self._decisions()
        self._exceptions()
        self._achievements()
        self._progress()
        self._figures()
        self._ratings()
        self._statements()
        self._silent()
        self._due()
        self._signed()
        self._annex()
        return word.freeze(self.document)

    def _furnish(self, index: int) -> None:
        paper = self.paper
        draft = "Draft, not issued   " if paper.state == "draft" else ""
        word.furnish(
            self.document.sections[index],
            left=paper.partnership,
            right=f"{draft}{paper.full_number}",
            foot=paper.marking,
            opens=index == 0,
        )

    def _heading(self, text: str, level: int = 1) -> Paragraph:
        return self.document.add_heading(text, level)

    def _table(self, table: Table) -> None:
        self.tables += 1
        word.add_caption(self.document, "Table", self.tables, table.caption)
        word.add_table(self.document, table)

    def _cover(self) -> None:
        paper, document = self.paper, self.document
        word.add_line(document, "Partnership", paper.partnership)
        word.add_line(document, "Title", paper.title)
        word.add_line(document, "Subtitle", paper.quarter_label)
        for label, value in wording.cover_facts(paper):
            line = word.add_line(document, "Fact", f"{label}\t", (value, True))
            line.paragraph_format.tab_stops.add_tab_stop(Mm(22))
            line.paragraph_format.left_indent = Mm(22)
            line.paragraph_format.first_line_indent = Mm(-22)
        if note := wording.state_note(paper):
            word.add_line(document, "Draft note", note)
        if paper.example_note:
            word.add_line(
                document, "Example note", ("Example. ", True), paper.example_note
            )

    def _summary(self) -> None:
        paper, document = self.paper, self.document
        self._heading(wording.SUMMARY)
        if paper.summary:
            first, *rest = paper.summary
            word.add_line(document, "Normal", (first, True), *(f" {s}" for s in rest))
        if paper.counts:
            chart = figures.rating_chart(paper)
            word.add_caption(document, "Chart", 1, figures.chart_caption(paper))
            word.add_picture(
                document,
                draw_png(draw_svg(chart), width=WIDTH),
                width=WIDTH,
                alternative=alternative_text(chart),
                name="Actions by rating and priority",
            )
            self._table(figures.counts_table(paper))
        if paper.decisions:
            word.add_line(document, "Asked heading", wording.ASKED)
        for index, each in enumerate(paper.decisions):
            line = word.add_line(
                document, "Asked", (f"{each.ref}\t", True), each.asked_to
            )
            line.paragraph_format.tab_stops.add_tab_stop(Mm(11))
            line.paragraph_format.left_indent = Mm(11)
            line.paragraph_format.first_line_indent = Mm(-11)
            line.paragraph_format.keep_with_next = index < len(paper.decisions) - 1

    def _decisions(self) -> None:
        heading = self._heading(wording.DECISIONS)
        heading.paragraph_format.page_break_before = bool(self.paper.decisions)
        if not self.paper.decisions:
            word.add_line(self.document, "Normal", wording.NO_DECISIONS)
            return
        self._table(figures.decisions_table(self.paper))

    def _exceptions(self) -> None:
        self._heading(wording.EXCEPTIONS)
        if not self.paper.exceptions:
            word.add_line(self.document, "Normal", wording.NO_EXCEPTIONS)
            return
        self._lead_in(wording.EXCEPTIONS_NOTE)
        self._table(figures.exceptions_table(self.paper))

    def _lead_in(self, text: str) -> None:
        line = word.add_line(self.document, "Normal", text)
        line.paragraph_format.keep_with_next = True

    def _achievements(self) -> None:
        if not self.paper.achievements:
            return
        self._heading(wording.ACHIEVEMENTS)
        for each in self.paper.achievements:
            word.add_line(
                self.document, "List Bullet", (each.title, True), f" {each.text}"
            )

    def _progress(self) -> None:
        self._heading(wording.PROGRESS)
        self._lead_in(figures.progress_opening(self.paper))
        for priority in self.paper.progress:
            self._heading(figures.progress_heading(priority), 2)
            if priority.changes:
                self._table(figures.progress_table(priority))
            if note := figures.progress_note(priority):
                word.add_line(self.document, "Quiet", note)

    def _figures(self) -> None:
        if self.paper.figures:
            self._heading(wording.FIGURES)
            self._table(figures.figures_table(self.paper))
        charts = indicator_charts(self.paper)
        if charts:
            self._lead_in(wording.CHARTS_NOTE)
        for number, each in enumerate(charts, start=2 if self.paper.counts else 1):
            word.add_caption(self.document, "Chart", number, each.caption)
            word.add_picture(
                self.document,
                draw_png(each.svg, width=WIDTH),
                width=WIDTH,
                alternative=each.alternative,
                name=each.caption,
            )

    def _ratings(self) -> None:
        self._heading(wording.RATINGS)
        parts: list[str | tuple[str, bool]] = [wording.RATINGS_NOTE]
        for term, meaning in wording.RATING_TERMS:
            parts += [(f" {term}:", True), f" {meaning}"]
        word.add_line(self.document, "Normal", *parts)

    def _statements(self) -> None:
        paper, document = self.paper, self.document
        self._heading(wording.STATEMENTS)
        note = wording.statements_note(paper) or wording.NO_STATEMENTS
        word.add_line(document, "Normal", note)
        for each in paper.statements:
            self._heading(each.agency, 2)
            received = word.add_line(document, "Quiet", wording.received(each))
            received.paragraph_format.keep_with_next = True
            word.add_prose(document, "Statement", each.text)

    def _silent(self) -> None:
        paper, document = self.paper, self.document
        if not paper.silent:
            return
        self._heading(wording.SILENT, 2)
        if closed := wording.silent_heading(paper):
            line = word.add_line(document, "Quiet", closed)
            line.paragraph_format.keep_with_next = True
        for each in paper.silent:
            running = wording.running(each)
            line = word.add_line(
                document, "Boxed", each.agency, f" ({running})" if running else ""
            )
            line.paragraph_format.keep_with_next = len(paper.silent) < 12
        word.add_line(document, "Boxed", wording.SILENT_NOTE)

    def _due(self) -> None:
        self._heading(wording.DUE)
        if not self.paper.due_next:
            word.add_line(self.document, "Normal", wording.NOTHING_DUE)
        table = figures.due_table(self.paper)
        if table.rows:
            self._table(table)

    def _signed(self) -> None:
        paper, document = self.paper, self.document
        self._heading(wording.SIGNED, 2)
        for label, who in (
            ("Sponsor", paper.sponsor_role),
            ("Author", paper.author_role),
        ):
            line = word.add_line(
                document, "Signature", f"{label}: ", (who, True), "\t\tDate\t"
            )
            stops = line.paragraph_format.tab_stops
            for place, leader in ((78, None), (125, "_"), (166, "_")):
                stops.add_tab_stop(
                    Mm(place),
                    WD_TAB_ALIGNMENT.LEFT,
                    WD_TAB_LEADER.LINES if leader else WD_TAB_LEADER.SPACES,
                )
            line.paragraph_format.keep_with_next = True
        word.add_line(document, "Quiet", wording.closing_note(paper))

    def _annex(self) -> None:
        word.turn_sideways(self.document)
        self._furnish(1)
        self._heading(wording.ANNEX)
        if not self.paper.actions:
            word.add_line(self.document, "Normal", wording.EMPTY_PLAN)
            return
        self._lead_in(figures.annex_note(self.paper))
        self._table(figures.annex_table(self.paper))
        # Word wants a paragraph after the last table.
        word.add_line(self.document, "Quiet", wording.END)
