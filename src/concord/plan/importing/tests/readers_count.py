"""What a careful reader counts in three published strategies, written by hand.

Measure an importer against `COUNTS`. Nothing here was made by a program: each document
was read from the first line to the last, and each action marked with a pencil.

What is written down
- Title and years as on the cover. The years are the printed ones: none of the three
  prints a day, so an importer may choose the calendar or the financial year.
- Every priority (or theme) under which the document says what will be done, in order:
  its reference as printed ("1", "A"), its title, how many outcomes are printed for it.
- Every action: its reference as printed or None, and its first four to six words, so
  that it can be found but no sentence is copied. Case, curly quotation marks and
  spacing of the source do not matter when comparing. Roman, bulleted or dashed items
  below one action are in `parts`.

How doubtful things were counted
- One commitment is one action, wherever the converter broke it. A cell of the table
  that a page break cut in two (Lewisham 2.5 and 2.14, Bexley "Part 3" of theme D) is
  one; a cell into which several were poured (Bexley themes C, D and E) is as many as it
  has leads and dates: three, three and two. In theme C there is no mark between them,
  only the capital letter: still three, as the lead and date cells say.
- Outcomes are not actions, even when a row has an outcome and no action (Lewisham's
  second outcome of priority 1) or the bullets beside it read like promises (Bexley's
  "Success will mean" lists).
- Printed numbers are labels. Lewisham prints 2.4, 2.8 and 5.6 twice and leaves out 2.9:
  both actions of each pair count, and nothing is invented for 2.9.
- Items below an action are parts of it, not actions: the four dashes under Bromley's
  champion model, the two under its training needs.
- Only the plan counts. Each document also says elsewhere what it will do: the five aims
  and "We will" lists of Bexley's section 1 and "Our Aims" (with its champions network
  and training levels), Bromley's executive summary, its four strategic aims and the
  pledge that partners sign, Lewisham's section 2 and its governance. They are
  introductions to the plan, or promises of no one in particular, and are left out.
- A second printing is not a second action. Bromley's appendix 9 repeats its plan on a
  poster, half of it garbled, and even with other years (2020 to 2023): not counted, and
  the years of the cover stand.
- Indicators are not actions: Lewisham's appendix 3 repeats the very numbers 1.1 to 4.5
  for its dashboard.
- Numbered sections, themes of an engagement ("Theme 1: Lack of understanding ...") and
  numbered findings of a workshop ("1. A need to build ...") are not priorities. A
  numbered objective such as "6.2 Encourage ..." would be a priority only if actions
  stood under it; none of the three documents has one.
- Aims without a number (Bromley's PREVENTION, PROVISION, ...) are not priorities where
  the document numbers its priorities itself.
- Bexley's "Year 1 | Lead | Key Date" is a heading. One key date for one action, also
  where it lists three months. "on going" is a key date.
"""

from __future__ import annotations

from dataclasses import dataclass

# (reference as printed or None, the first words)
Action = tuple[str | None, str]


@dataclass(frozen=True)
class CountedPriority:
    ref: str | None
    title: str
    outcomes: int
    actions: tuple[Action, ...]
    # The index of an action in `actions`, and how many items are printed below it.
    parts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class CountedStrategy:
    file: str
    title: str
    years: tuple[int, int]
    priorities: tuple[CountedPriority, ...]

    @property
    def action_count(self) -> int:
        return sum(len(priority.actions) for priority in self.priorities)


LEWISHAM = CountedStrategy(
    file="lewisham-strategy-2021-2026.txt",
    title="Lewisham Domestic Abuse and Violence against Women and Girls Strategy",
    years=(2021, 2026),
    priorities=(
        CountedPriority(
            "1",
            "PREVENT",
            outcomes=7,
            actions=(
                ("1.1", "Deliver a programme of public-facing campaigns"),
                ("1.2", "Deliver a specific campaign focused on"),
                ("1.3", "Develop a toolkit for primary"),
                ("1.4", "Design and deliver a package of"),
                ("1.5", "Ensure that a consistent approach to"),
                ("1.6", "Work in partnership with community organisations"),
                ("1.7", "Continue to work with local and"),
                ("1.8", "Explore the evidence base and solutions"),
            ),
        ),
        CountedPriority(
            "2",
            "PROTECT",
            outcomes=7,
            actions=(
                ("2.1", "Continue to commission a community-based specialist"),
                ("2.2", "Continue to commission domestic violence refuge"),
                ("2.3", "Undertake monitoring to ensure all commissioned"),
                ("2.4", "Work in partnership across health and"),
                ("2.4", "Continue to co-ordinate and deliver"),
                ("2.5", "Evaluate the impact of the PREVENT-PROTECT-REPAIR"),
                ("2.6", "Enact the changes within the Domestic"),
                ("2.7", "Work with the Children's and Adult"),
                ("2.8", "Ensure that domestic abuse is a"),
                ("2.8", "Create and regularly update a handbook"),
                ("2.10", "Ensure implementation of Domestic Abuse Housing"),
                ("2.11", "Use the multi-agency VAWG dashboard"),
                ("2.12", "Fully evaluate the impact of existing"),
                ("2.13", "Develop an auditing framework, in partnership"),
                ("2.14", "Create a template for a school"),
            ),
        ),
        CountedPriority(
            "3",
            "REPAIR",
            outcomes=4,
            actions=(
                ("3.1", "Deliver and evaluate the impact of"),
                ("3.2", "Identify lead staff within each partner"),
                ("3.3", "Maintain provision of evidence-based recovery"),
                ("3.4", "Ensure that enquiry into previous experience"),
                ("3.5", "Ensure that staff working in services"),
                ("3.6", "Evaluate the effectiveness of existing short-term"),
                ("3.7", "Develop a practical tool to be"),
                ("3.8", "Work with the specialist VAWG service"),
            ),
        ),
        CountedPriority(
            "4",
            "PURSUE",
            outcomes=4,
            actions=(
                ("4.1", "Where appropriate and safe to do so, continue"),
                ("4.2", "Where appropriate and safe to do so, ensure"),
                ("4.3", "Review and increase the use of"),
                ("4.4", "Continue to monitor Operation Dauntless"),
                ("4.5", "Use intelligence to cross reference"),
                ("4.6", "Establish an advisory hub for staff"),
                ("4.7", "Develop a toolkit for non-specialist staff"),
                ("4.8", "Work in partnership with CRC and"),
                ("4.9", "Seek external funding to commission"),
                ("4.10", "Develop a practical tool to be"),
            ),
        ),
        CountedPriority(
            "5",
            "PEOPLE",
            outcomes=6,
            actions=(
                ("5.1", "Review governance and communication across"),
                ("5.2", "Review membership of the VAWG Forum"),
                ("5.3", "Evaluate the impact of the Domestic"),
                ("5.4", "Establish a Survivor Advisory Group"),
                ("5.5", "Routinely collect feedback from service users"),
                ("5.6", "Ensure that we use tools and"),
                ("5.6", "Ensure that the multi-agency Domestic Abuse"),
                ("5.7", "Ensure that recommendations from Domestic"),
                ("5.8", "Ensure that Lewisham Council and other"),
            ),
        ),
    ),
)

BEXLEY = CountedStrategy(
    file="bexley-strategy-2021-2026.txt",
    title="Bexley Domestic Abuse Partnership Domestic Abuse Strategy",
    years=(2021, 2026),
    priorities=(
        CountedPriority(
            "A",
            "Prevention & Early Help",
            outcomes=2,
            actions=(
                (None, "Ongoing communications including regular campaigns"),
                (None, "Quarterly monitoring of Solace and"),
                (None, "Campaign around coercive control tied"),
                (None, "Agencies to ensure they have DA"),
                (None, "Health Practitioners are trained to"),
            ),
        ),
        CountedPriority(
            "B",
            "Partnership",
            outcomes=3,
            actions=(
                (None, "Domestic abuse training programme is"),
                (None, "Further offer of specialist so called"),
                (None, "Ensuring partnership is aware of"),
                (None, "Encourage LBB Housing and housing"),
            ),
        ),
        CountedPriority(
            "C",
            "Provision",
            outcomes=2,
            actions=(
                (None, "Domestic abuse audits are in"),
                (None, "Quarterly Contract management identifies"),
                (None, "Identify opportunities for a perpetrator"),
            ),
        ),
        CountedPriority(
            "D",
            "Protection",
            outcomes=3,
            actions=(
                (None, "Work with MPS to identify"),
                (None, "Survivors report increase of safety"),
                (None, "Record and monitor the increase"),
            ),
        ),
        CountedPriority(
            "E",
            "Progression",
            outcomes=2,
            actions=(
                (None, "Partners are providing quarterly data"),
                (None, "To identify opportunities for external"),
            ),
        ),
    ),
)

BROMLEY = CountedStrategy(
    file="bromley-strategy-2021-2024.txt",
    title="An Intergenerational Domestic Violence and Abuse Strategy",
    years=(2021, 2024),
    priorities=(
        CountedPriority(
            "1",
            "We will promote the message that tackling DVA is everyone's and every "
            "agency's responsibility",
            outcomes=0,
            actions=(
                (None, "Increasing awareness of DVA through"),
                (None, "Building on our successes and"),
                (None, "Engaging better with groups and"),
                (None, "Communicating the pathway and referral"),
                (None, "Encouraging organisations to adopt a"),
            ),
            parts=((4, 4),),
        ),
        CountedPriority(
            "2",
            "We will commission effective services to support victims of DVA",
            outcomes=0,
            actions=(
                (None, "Hearing and learning from the"),
                (None, "Seeking funding from partner agencies"),
                (None, "Reviewing our information sharing protocols"),
            ),
        ),
        CountedPriority(
            "3",
            "We will challenge perpetrators and explore interventions that measure the "
            "change in their behaviour",
            outcomes=0,
            actions=(
                (None, "Researching successful interventions that"),
                (None, "Developing specific training focused on"),
                (None, "Building relationships with agencies who"),
                (None, "Implementing a whole family approach"),
            ),
        ),
        CountedPriority(
            "4",
            "We will increase and develop our existing training offer on DVA and VAWG "
            "to improve local responses to victims and survivors, and their families",
            outcomes=0,
            actions=(
                (None, "Commissioning and rolling out specific"),
                (None, "Identifying training which specifically looks"),
                (None, "Promoting the training and resources"),
            ),
            parts=((1, 2),),
        ),
        CountedPriority(
            "5",
            "We will introduce DVA Ambassadors to support staff in the workplace",
            outcomes=0,
            actions=(
                (None, "Embedding policies in the workplace"),
                (None, "Training staff as DVA Ambassadors"),
                (None, "Signposting to available support and"),
                (None, "Developing a communication strategy to"),
            ),
        ),
    ),
)

COUNTS = (LEWISHAM, BEXLEY, BROMLEY)
