"""Documents of a partnership that hold no plan, however much they sound like one."""

from __future__ import annotations

from pathlib import Path

import docx
import typst

from concord.plan.importing.tests.samples.unseen.plan_words import (
    GOVERNANCE,
    INTRODUCTION,
    LEARNED,
)

_CHAPTERS = (
    "Introduction",
    "What domestic abuse is",
    "The law",
    "Who is affected",
    "Older people",
    "Young people in relationships",
    "Faith and culture",
    "Disabled survivors",
    "Economic abuse",
    "Stalking",
)
_SENTENCES = (
    "Abuse seldom begins with violence, and those who live with it often ask first"
    " whether it is their own fault.",
    "Work with families has shown that children notice far more than adults believe.",
    "Provide a person with time and privacy and they will often say what is wrong.",
    "The research also found that support from friends matters as much as services.",
    "Many will never call the police, and their reasons deserve respect.",
)


def long_prose(folder: Path) -> Path:
    """Sixty pages of chapters, with lists of signs and of facts, and no plan."""
    document = docx.Document()
    document.add_heading("Understanding domestic abuse: a reader", 0)
    for n in range(60):
        document.add_heading(f"{_CHAPTERS[n % 10]} ({n // 10 + 1})", 1)
        for k in range(9):
            document.add_paragraph(
                " ".join(_SENTENCES[(n + k + m) % 5] for m in range(5))
            )
        if n % 3 == 0:
            document.add_paragraph("A person may:")
            for text in ("Make excuses for a partner", "Stop seeing friends"):
                document.add_paragraph(text, style="List Bullet")
        if n % 7 == 0:
            table = document.add_table(rows=0, cols=2)
            for label, text in (("Year", "Offences"), ("2022", "3,980")):
                cells = table.add_row().cells
                cells[0].text, cells[1].text = label, text
        document.add_page_break()
    path = folder / "reader.docx"
    document.save(str(path))
    return path


def annual_report(folder: Path) -> Path:
    """What was done in the year that is over, with a table of figures and one of
    achievements by agency."""
    source = folder / "set.typ"
    done = (
        "Trained 412 members of staff in eleven agencies",
        "The helpline was extended to weekends",
        "Launched a campaign on buses and in surgeries",
        "Supported 1,204 people, of whom 96 were men",
        "A second court adviser was appointed in July",
    )
    items = "".join(f"- {text}\n" for text in done)
    source.write_text(
        '#set page("a4", numbering: "1")\n'
        "= Domestic Abuse Partnership: annual report 2023/24\n"
        f"== Foreword\n{INTRODUCTION}\n== The year in figures\n"
        "#table(columns: 3, [Measure], [2022/23], [2023/24], [Referrals], [988],"
        "[1,204], [Repeat cases], [31%], [28%], [Beds], [42], [44])\n"
        f"== What we did\n{LEARNED}\n{items}\n== What agencies achieved\n"
        "#table(columns: 2, [Agency], [Achievements in the year],"
        "[Police], [Created a specialist team and reviewed 300 cases],"
        "[Housing], [Opened four new flats and trained every officer],"
        "[Health], [Placed an adviser in the hospital])\n"
        f"== Priority 1: Prevention\nIn the year we:\n{items}\n"
        f"== Priority 2: Support\n{LEARNED}\n\nThis year, the partnership:\n{items}\n"
        f"== Thanks\n{GOVERNANCE}\n",
        encoding="utf-8",
    )
    path = folder / "annual-report.pdf"
    typst.compile(str(source), output=str(path))
    return path


def marac_policy(folder: Path) -> Path:
    """An operating protocol: duties of each agency in numbered paragraphs and lists,
    and a table of who does what by when at each meeting."""
    document = docx.Document()
    document.add_heading("MARAC Operating Protocol", 0)
    for n, (title, lead_in) in enumerate(
        (
            ("Purpose", "The aims of the MARAC are to:"),
            ("Referral", "All agencies will:"),
            ("Before the meeting", "The coordinator will:"),
            ("At the meeting", "Partners will:"),
            ("Information sharing", "Each representative must:"),
        ),
        1,
    ):
        document.add_heading(f"{n}. {title}", 1)
        document.add_paragraph(f"{n}.1 Share information only where it is lawful.")
        document.add_paragraph(f"{n}.2 Ensure that the victim's views are heard.")
        document.add_paragraph(lead_in)
        for text in (
            "Identify people at high risk",
            "Complete the checklist and send it securely",
            "Record the reason for each decision",
            "Attend every meeting or send a deputy",
        ):
            document.add_paragraph(text, style="List Bullet")
    document.add_heading("Appendix A: timetable of a meeting", 1)
    table = document.add_table(rows=0, cols=3)
    for texts in (
        ("Step", "Responsible", "Deadline"),
        ("Send referrals to the coordinator", "All agencies", "8 days before"),
        ("Circulate the agenda", "Coordinator", "5 days before"),
        ("Circulate the minutes", "Coordinator", "2 days after"),
    ):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    path = folder / "protocol.docx"
    document.save(str(path))
    return path


def training_page(folder: Path) -> Path:
    """A web page of advice: what to do if somebody tells you, and who to call."""
    path = folder / "advice.html"
    path.write_text(
        "<html><body><main><h1>Get help with domestic abuse</h1>"
        f"<p>{LEARNED}</p><h2>If you are in danger</h2><ul><li>Call 999</li>"
        "<li>Press 55 if you can't speak</li></ul><h2>Make a safety plan</h2><ul>"
        "<li>Keep your phone charged</li><li>Tell a neighbour you trust</li>"
        "<li>Pack a bag and hide it</li></ul><h2>How to support a friend</h2><ul>"
        "<li>Listen without judging</li><li>Ask what they need</li></ul>"
        "<h2>Services</h2><table><tr><th>Service</th><th>Who it is for</th>"
        "<th>Contact</th></tr><tr><td>Helpline</td><td>Everybody</td><td>0000</td>"
        "</tr></table></main></body></html>",
        encoding="utf-8",
    )
    return path


NO_PLANS = (long_prose, annual_report, marac_policy, training_page)
