"""Short forms and spellings of forenames, each with the name that it stands for.

One list for the keys in the database and for the comparison. The keys that are stored
were made with the list of that day: who adds to it has the keys made anew, by
`SELECT access.key_everybody()` in a migration.
"""

from __future__ import annotations

from typing import Final

_SAID: Final = """
abigail: abby abbie gail
adam: ade
ahmed: ahmad ahmet
alan: allan allen al
alexander: alex alec sandy sasha alexandra alexandria lexi xander
amanda: mandy
andrew: andy drew andre
anne: ann anna annie anya nan
anthony: tony antony ant
barbara: babs barb
benjamin: ben benny
catherine: cathy cath kate katie kathryn katherine katharine kathleen kat kitty
charles: charlie chas chuck
charlotte: charlie lottie
christine: chris chrissie tina christina kristina
christopher: chris kit topher
claire: clare clair
daniel: dan danny
danielle: dani danni
david: dave davey dai
deborah: debbie debra deb
dorothy: dot dotty
edward: ed eddie ted teddy ned
eleanor: ellie nell nora ella
elizabeth: liz lizzie beth betty betsy eliza libby lisa elisabeth bess
emily: em emmy
emma: em emmy
francesca: fran frankie
francis: frank frankie
frederick: fred freddie
gareth: gaz gary
geoffrey: geoff jeff jeffrey
george: georgie
georgina: georgie gina
gerald: gerry jerry
graham: graeme
gregory: greg
hannah: hanna
harold: harry hal
henry: harry hank
helen: nell ellen helena
hussein: hussain hossein husain
isabel: isobel isabelle isabella izzy bella belle
jacob: jake
jacqueline: jackie jacqui
james: jim jimmy jamie jem
jane: jean janie jenny
janet: jan
jasmine: jas jaz yasmin yasmine
jennifer: jen jenny jenni
jessica: jess jessie
john: jack johnny jon
jonathan: jon jonny jono
joseph: joe joey jo yusuf
josephine: jo josie
joshua: josh
judith: judy jude
julia: julie jules
kenneth: ken kenny
kimberley: kim
laurence: larry lawrence laurie
leonard: len lenny
lillian: lily lil
louise: lou
lucy: lucie
margaret: maggie peggy meg madge marge greta
marigold: goldie
mark: marc
martin: marty
mary: maria marie molly polly mae
matthew: matt matty
megan: meg meggie
michael: mike mick micky mickey mikey
michelle: shell chelle
mohammed: mohammad muhammad mohamed muhammed mohamad mo md mahomed
natalie: nat
natasha: tasha
nathan: nat nate nathaniel
nicholas: nick nicky nico
nicola: nicky nikki nic
oliver: ollie olly
olivia: liv livvy
pamela: pam
patricia: pat patsy trish tricia patty
patrick: pat paddy
penelope: penny
peter: pete
philip: phil phillip pip
philippa: pippa pip
rachel: rach rachael
raymond: ray
rebecca: becky becca bex
richard: rick dick ricky rich richie
robert: rob bob bobby robbie bert
roger: rodge
ronald: ron ronnie
rosemary: rose rosie
samantha: sam sammy
samuel: sam sammy
sandra: sandy
sarah: sara sally sadie
sean: shaun shawn
sharon: shaz
sidney: sid
sophie: sophia soph
stephanie: steph stef
stephen: steve steven stevie stephan
stuart: stewart stu
susan: sue susie suzie suzanne
terence: terry terrence
theodore: theo ted teddy
theresa: teresa terri tess tessa
thomas: tom tommy
timothy: tim timmy
tracey: tracy trace
valerie: val
veronica: ronnie
victoria: vicky vicki tori
vincent: vince vinny
vivienne: viv vivian
william: will bill billy willy liam
yvonne: eve
zachary: zac zach zak
"""


def _read() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in _SAID.strip().splitlines():
        root, _, short = line.partition(": ")
        for name in short.split():
            found.setdefault(name, []).append(root)
    return {short: tuple(roots) for short, roots in sorted(found.items())}


# Of one short form ("Chris") there may be several: all of them count.
ROOTS: Final[dict[str, tuple[str, ...]]] = _read()


def roots_of(forename: str) -> frozenset[str]:
    """A forename in plain letters, and the names that it stands for."""
    return frozenset((forename, *ROOTS.get(forename, ())))
