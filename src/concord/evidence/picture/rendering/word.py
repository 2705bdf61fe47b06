"""The picture as a Word file that a person can go on editing."""

from __future__ import annotations

from docx.document import Document as WordDocument

from concord.evidence.picture import wording
from concord.evidence.picture.content import BarChart, Item, Picture
from concord.evidence.picture.rendering import drawing, pens
from concord.foundation.documents import word
from concord.foundation.documents.typesetting import draw_png


def render_docx(picture: Picture) -> bytes:
    """A docx with real headings, captions and header rows; the same bytes each time."""
    document = word.new_document(
        title=picture.title,
        author=picture.partnership,
        keywords=f"{picture.partnership}; local picture",
        subject=picture.partnership,
        dated=picture.dated,
    )
    word.furnish(
        document.sections[0],
        left=picture.partnership,
        right=picture.title,
        foot=picture.marking,
        opens=True,
    )
    return word.freeze(_Writer(picture, document).written())


class _Writer:
    """Numbers tables and charts as they come."""

    def __init__(self, picture: Picture, document: WordDocument) -> None:
        self.picture, self.document = picture, document
        self.tables = self.charts = 0

    def written(self) -> WordDocument:
        picture, document = self.picture, self.document
        word.add_line(document, "Partnership", picture.partnership)
        word.add_line(document, "Title", picture.title)
        word.add_line(document, "Subtitle", wording.dated_words(picture.dated))
        if picture.example_note:
            word.add_line(
                document, "Example note", ("Example. ", True), picture.example_note
            )
        if picture.head:
            first, *rest = picture.head
            word.add_line(document, "Normal", (first, True), *(f" {s}" for s in rest))
        word.add_line(document, "Quiet", wording.CHANCE)
        for section in picture.sections:
            document.add_heading(section.title, 1)
            if section.lead:
                word.add_line(document, "Normal", section.lead)
            for item in section.items:
                self._item(item)
        return document

    def _item(self, item: Item) -> None:
        document = self.document
        document.add_heading(item.title, 2)
        word.add_line(document, "Normal", (item.verdict, True))
        for warning in item.warnings:
            word.add_line(
                document, "Boxed", (f"{warning.word} ", True), warning.sentence
            )
        self._chart(item)
        self.tables += 1
        word.add_caption(document, "Table", self.tables, item.table.caption)
        word.add_table(document, item.table)
        if item.note:
            word.add_line(document, "Normal", item.note)
        for caveat in item.caveats:
            word.add_line(document, "Quiet", caveat)
        word.add_line(document, "Quiet", wording.sources_line(item.sources))

    def _chart(self, item: Item) -> None:
        if item.chart is None:
            return
        chart = item.chart
        self._drawn(item, drawing.draw(chart, item.alternative))
        if isinstance(chart, BarChart) and chart.tiles and chart.shapes:
            self._drawn(item, drawing.draw_place(chart, item.alternative))

    def _drawn(self, item: Item, svg: str) -> None:
        self.charts += 1
        word.add_caption(self.document, "Chart", self.charts, item.title)
        word.add_picture(
            self.document,
            draw_png(svg, width=pens.WIDE.width),
            width=pens.WIDE.width,
            alternative=item.alternative,
            name=item.title,
        )
