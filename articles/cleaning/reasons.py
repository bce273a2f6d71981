"""The closed list of reasons why something in the decoded text is not in the body."""

from __future__ import annotations

from enum import StrEnum


class CutReason(StrEnum):
    """Why a piece of text was cut, or replaced."""

    # furniture with a mark of its own
    COMMENT_FORM = "comment_form"  #: "Leave a Reply", and what readers wrote there
    NEWSLETTER = "newsletter"
    SHARE_BAR = "share_bar"
    RELATED_LINKS = "related_links"  #: "You May Also Like", and the headlines under it
    ADVERTISEMENT = "advertisement"
    PAYWALL = "paywall"  #: "Subscribe to continue reading", log-in boxes
    COOKIE_NOTICE = "cookie_notice"
    COPYRIGHT = "copyright"
    ABOUT_AUTHOR = "about_author"
    CAPTION = "caption"  #: words under a picture, and who took it
    BYLINE = "byline"
    TIMESTAMP = "timestamp"  #: when it was published, how long it takes to read
    NAVIGATION = "navigation"
    # furniture by its form and place
    TEASER = "teaser"  #: headline or first words of another article
    REPEATED = "repeated"  #: the same line once more
    OUTSIDE_BODY = "outside_body"  #: far from the body, and nothing that it shares with it
    REPEATED_IN_SOURCE = "repeated_in_source"  #: came in several articles of the source
    # not furniture
    TITLE = "title"  #: the headline, kept in the field of that name
    WHITE_SPACE = "white_space"
    REPAIR = "repair"  #: what a repair replaced: mojibake, entities, soft hyphens, hyphenation


#: Reasons that a line carries on its face; the others are told by place and form alone and ask for more certainty.
STRONG: frozenset[CutReason] = frozenset(
    {
        CutReason.COMMENT_FORM,
        CutReason.NEWSLETTER,
        CutReason.SHARE_BAR,
        CutReason.RELATED_LINKS,
        CutReason.ADVERTISEMENT,
        CutReason.PAYWALL,
        CutReason.COOKIE_NOTICE,
        CutReason.COPYRIGHT,
        CutReason.ABOUT_AUTHOR,
        CutReason.CAPTION,
        CutReason.BYLINE,
        CutReason.TIMESTAMP,
        CutReason.NAVIGATION,
    }
)
