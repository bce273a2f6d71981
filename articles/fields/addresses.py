"""Decide which addresses are an article's own.

The address of an article becomes its identity: a second article with the same address overwrites the first. So an
address that may be somebody else's (a list's archive, a page to see also, a picture, the paper's front page) must not
be taken. This table is the rule for all forms: the name of a field to what may become of an address in it.
"""

from __future__ import annotations

import functools
import re
from enum import StrEnum
from urllib.parse import urljoin

from articles.metadata.url import is_home_page


class Use(StrEnum):
    """What an address in a field is good for."""

    IDENTITY = "identity"  #: the article's own, as its publisher gives it
    ADDRESS = "address"  #: leads to this article alone, but through a third party: taken if there is no other
    NEITHER = "neither"  #: leads to something else, or to many articles


#: Form → field → use. A field that is not named is NEITHER. Names are folded by `articles.fields.field_names.fold`;
#: those of one form are in the order of trust.
ADDRESSES: dict[str, dict[str, Use]] = {
    # objects of JSON, rows of tables, front matter
    "fields": {
        **dict.fromkeys(
            (
                "url",
                "link",
                "weburl",
                "canonicalurl",
                "canonicallink",
                "canonical",
                "articleurl",
                "articlelink",
                "permalink",
                "sourceurl",
                "href",
                "pageurl",
                "resolvedpageurl",
                "requestedurl",
                "respondedurl",
                "finalurl",
                "newsurl",
                "storyurl",
                "posturl",
                "originurl",
                "originalurl",
                "originallink",
                "externalurl",
                "loc",
                "mainentityofpage",
                "warctargeturi",
                "targeturi",
                "addressurl",
                "fullurl",
                "htmlurl",
                "webpageurl",
                "documenturl",
                "publicurl",
                "publishedurl",
                "resolvedurl",
                "address",
                "webaddress",
                "webpage",
                "links.permalink",
                "links.canonical",
                "links rel=canonical",
                "links rel=alternate",
                "alternate.href",
                "source",
                "uri",
                "@id",
                "_links.web.href",
            ),
            Use.IDENTITY,
        ),
        **dict.fromkeys(
            (
                "guid",
                "id",
                "givenurl",
                "shorturl",
                "shortlink",
                "ampurl",
                "urlmobile",
                "mobileurl",
                "mediumurl",
                "tinyurl",
                "origurl",
                "guid.rendered",
                "loadedurl",
                "linkurl",
            ),
            Use.ADDRESS,
        ),
        **dict.fromkeys(
            (
                "image",
                "imageurl",
                "urltoimage",
                "thumbnail",
                "thumbnailurl",
                "topimage",
                "leadimageurl",
                "socialimage",
                "video",
                "videourl",
                "logo",
                "icon",
                "sourceicon",
                "mediaurl",
                "domainurl",
                "fulldomainurl",
                "homepageurl",
                "siteurl",
                "feedurl",
                "feed",
                "commentsurl",
                "apiurl",
                "selfurl",
                "selflink",
                "links.self.href",
                "links.relatedstories",
                "links.coverages",
                "_links.self.href",
                "authorurl",
                "seealso",
                "related",
                "relatedurl",
                "relatedlinks",
                "next",
                "nextpageurl",
                "readlink",
                "parent",
                "isbasedon",
                "license",
                "file.url",
                "hubs",
                "subscribeurl",
                "sharedurl",
                "publisher.url",
                "source.url",
                "source.homepageurl",
                "author.url",
            ),
            Use.NEITHER,
        ),
    },
    # RSS, Atom, RDF
    "feed": {
        "feedburner:origlink": Use.IDENTITY,
        "pheedo:origlink": Use.IDENTITY,
        "atom:link rel=canonical": Use.IDENTITY,
        "atom:link rel=alternate": Use.IDENTITY,
        "link": Use.IDENTITY,
        "guid": Use.ADDRESS,  # where it says that it is a permanent link
        "link of a counter": Use.ADDRESS,
        "atom:link rel=via": Use.NEITHER,
        "atom:link rel=related": Use.NEITHER,
        "atom:link rel=self": Use.NEITHER,
        "atom:link rel=replies": Use.NEITHER,
        "atom:link rel=enclosure": Use.NEITHER,
        "source url": Use.NEITHER,
        "comments": Use.NEITHER,
        "enclosure": Use.NEITHER,
        "media:content": Use.NEITHER,
    },
    # mail
    "mail": {
        "archived-at": Use.IDENTITY,  # RFC 5064: of this message
        "x-canonical-url": Use.IDENTITY,
        "x-url": Use.IDENTITY,
        "x-rss-url": Use.IDENTITY,
        "content-location": Use.ADDRESS,
        "list-archive": Use.NEITHER,
        "list-post": Use.NEITHER,
        "list-help": Use.NEITHER,
        "list-unsubscribe": Use.NEITHER,
        "list-id": Use.NEITHER,
        "link in the text": Use.NEITHER,
    },
    # NewsML-G2: links of the item by what they are to it
    "newsml-g2": {
        "link": Use.IDENTITY,  # without a relation
        "link canonical": Use.IDENTITY,
        "link permalink": Use.IDENTITY,
        "link self": Use.IDENTITY,
        "link alternate": Use.IDENTITY,
        "link hasalternate": Use.IDENTITY,
        "link isalternateof": Use.IDENTITY,
        "link haswebversion": Use.IDENTITY,
        "link webpage": Use.IDENTITY,
        "link web": Use.IDENTITY,
        "altid": Use.ADDRESS,
        "guid": Use.ADDRESS,
        "remotecontent of a page": Use.ADDRESS,
        "remotecontent": Use.NEITHER,
        "link seealso": Use.NEITHER,
        "link isreferencedby": Use.NEITHER,
        "link translatedfrom": Use.NEITHER,
        "link derivedfrom": Use.NEITHER,
        "icon": Use.NEITHER,
    },
}

#: Click counters that precede a publisher's address.
_COUNTER = re.compile(
    r"https?://(?:[\w.\-]*\.)?(?:feedproxy\.google\.com|feeds?\.feedburner\.com|feedburner\.|feedsportal\.com|rss\.cnn\.com"
    r"|feedblitz\.com|pheedo\.com|t\.co|bit\.ly|tinyurl\.com|ow\.ly|dlvr\.it|goo\.gl|news\.google\.com)/",
    re.I,
)
_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|tiff?|bmp|ico|avif|heic|mp[34]|m4[av]|mov|avi|webm|wav|ogg|flac|css)$", re.I
)


@functools.cache
def trusted(form: str) -> list[str]:
    """Return the fields of a form whose addresses may be an article's, the most trusted first."""
    table = ADDRESSES[form]
    return [name for use in (Use.IDENTITY, Use.ADDRESS) for name, its in table.items() if its is use]


def is_counter(address: str) -> bool:
    """Return whether an address belongs to a service that counts readers or shortens addresses."""
    return _COUNTER.match(address) is not None


def own_address(value: object, *, base: str | None = None) -> str | None:
    """Return `value` if it can be the address of one article: http(s), no front page, no picture.

    Args:
        value: what the field holds.
        base: the address to which a relative one is joined.
    """
    if not isinstance(value, str) or len(words := value.split()) != 1:
        return None
    text = words[0]
    if base and not re.match(r"[a-z][a-z0-9+.\-]*:", text, re.I):
        try:
            text = urljoin(base, text)
        except ValueError:
            return None
    if not text.lower().startswith(("http://", "https://")) or is_home_page(text):
        return None
    return None if _MEDIA.search(text.partition("?")[0].partition("#")[0]) else text
