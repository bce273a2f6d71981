"""Words for those who speak without a name: "a spokesman", "the ministry", "the report"."""

from __future__ import annotations

from articles.enrichment.wordlists import word_set

ROLES = word_set(
    """spokesman spokeswoman spokesperson spokespeople official officials minister president chief director manager
    officer police investigators prosecutors prosecutor lawyer lawyers attorney attorneys judge judges justices
    witness witnesses neighbour neighbor neighbours neighbors resident residents source sources analyst analysts
    expert experts researchers researcher scientists scientist authors author professor doctor doctors teacher coach
    player captain singer actor actress star director producer writer journalist reporter editor critic critics leader
    leaders senator senators lawmaker lawmakers congressman congresswoman mayor governor secretary ambassador
    chancellor chairman chairwoman chair ceo founder owner partner mother father mom dad wife husband brother sister
    son daughter family friend friends colleague man woman boy girl student students people person user users fan fans
    company firm bank government ministry department agency authorities authority council union statement
    report reports letter post email message article document documents lawsuit complaint filing study paper
    team club campaign group organization organisation association charity church airline caption tweet website
    sign notice memo verdict ruling commentator commander general soldier soldiers protester protesters activist
    activists victim victims survivor survivors suspect couple parents commissioner inspector detective superintendent
    sheriff deputy paramedic vet farmer driver passenger pilot engineer designer artist bishop priest pastor imam rabbi
    pope congressman politician opposition party administration parliament committee commission watchdog regulator
    insider aide adviser advisor assistant representative representatives executive executives boss economist economists
    strategist historian psychologist musician comedian host presenter delegation center centre institute court
    supporters observers campaigners environmentalists historians guest guests customer customers worker workers
    employee employees supporter believer member members publisher magazine newspaper paper lieutenant
    sprecher sprecherin polizei ministerin präsident präsidentin chef chefin trainer anwalt bürgermeister kanzler
    porte-parole ministre président présidente portavoz ministro presidente policía"""
)


def is_role(word: str) -> bool:
    """Return whether a word is a role, in any case, possessive or not."""
    lower = word.lower()
    return lower in ROLES or lower.removesuffix("'s").removesuffix("’s") in ROLES
