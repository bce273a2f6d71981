"""What producers write is read as they mean it: a hundred and more objects of the shapes that are known."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from articles.article import Given, Record, Rejection
from articles.forms import read
from articles.metadata.dates import parse_date


@dataclass(frozen=True)
class Story:
    """What an article says, whoever sends it."""

    title: str
    paragraphs: tuple[str, ...]
    authors: tuple[str, ...]
    published: datetime
    number: int
    source: str = "Kelmsay Mercury"
    tags: tuple[str, ...] = ("Harbour", "Night ferry")

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def html(self) -> str:
        return "".join(f"<p>{paragraph}</p>" for paragraph in self.paragraphs)

    @property
    def url(self) -> str:
        return f"https://mercury.example.test/2025/pier-{self.number}"

    @property
    def day(self) -> str:
        return self.published.date().isoformat()

    @property
    def utc(self) -> str:
        return self.published.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def bare(self) -> str:
        return self.published.strftime("%Y-%m-%d %H:%M:%S")

    @property
    def seconds(self) -> int:
        return int(self.published.timestamp())


STORIES = [
    Story(
        "Board lengthens the northern pier",
        ("The ferry board agreed to lengthen its pier by eighty metres.", "Work begins in September, said the chair."),
        ("Nora Feld",),
        datetime(2025, 3, 4, 8, 30, tzinfo=UTC),
        1,
    ),
    Story(
        "Swifts & swallows: “none” this year",
        (
            "Pupils counted swifts for a hundred summers, and this year there were none.",
            "The last nest is two years old.",
        ),
        ("Ana de la Cruz", "Tom O'Abara"),
        datetime(2024, 11, 30, 23, 5, 7, tzinfo=UTC),
        2,
    ),
    Story(
        "Mühle heizt die halbe Stadt",
        (
            "Die Papiermühle heizt vom nächsten Winter an die halbe Stadt.",
            "Warmes Wasser läuft durch neun Kilometer Rohr.",
        ),
        ("Jörg Müßig", "Zoë van der Berg", "Li Wei"),
        datetime(2019, 1, 2, 0, 0, 1, tzinfo=UTC),
        3,
    ),
]

Shape = Callable[[Story], Any]


def contentful(text: str) -> dict[str, Any]:
    return {
        "nodeType": "paragraph",
        "data": {},
        "content": [{"nodeType": "text", "value": text, "marks": [], "data": {}}],
    }


def spans(text: str) -> list[dict[str, Any]]:
    first, _, rest = text.partition(" ")
    return [{"_type": "span", "text": first + " ", "marks": ["em"]}, {"_type": "span", "text": rest, "marks": []}]


#: Producer → its object, or answer, of one story.
SHAPES: dict[str, Shape] = {
    "Arc ANS": lambda s: {
        "type": "story",
        "_id": "ABC",
        "canonical_url": s.url,
        "headlines": {"basic": s.title, "web": ""},
        "subheadlines": {"basic": "What the board said."},
        "description": {"basic": "A board and its pier."},
        "display_date": s.utc,
        "last_updated_date": "2025-05-05T00:00:00Z",
        "credits": {"by": [{"type": "author", "name": name, "url": "/people/x",
         "org": "Mercury"} for name in s.authors]},
        "distributor": {"category": "staff", "name": s.source},
        "taxonomy": {"tags": [{"text": tag, "slug": "x"} for tag in s.tags], "primary_section": {"name": "Local"}},
        "content_elements": [
            *({"type": "text", "_id": "1", "content": paragraph} for paragraph in s.paragraphs),
            {"type": "image", "caption": "The pier at night", "url": "https://mercury.example.test/p.jpg"},
            {"type": "interstitial_link", "content": "Read also: herring", "url": "https://mercury.example.test/h"},
            {"type": "raw_html", "content": "<iframe src='x'></iframe><p>A chart that an editor put here by hand.</p>"},
        ],
    },
    "Arc, a search": lambda s: {
        "count": 2, "q": "pier", "content_elements": [
            {"type": "story", "canonical_url": s.url, "headlines": {"basic": s.title}, "display_date": s.utc,
             "credits": {"by": [{"type": "author", "name": name} for name in s.authors]},
             "distributor": {"name": s.source}, "taxonomy": {"tags": [{"text": tag} for tag in s.tags]},
             "content_elements": [{"type": "text", "content": paragraph} for paragraph in s.paragraphs]},
            {"type": "story", "canonical_url": "/x", "headlines": {"basic": "Another"}, "content_elements": []},
        ],
    },
    "World News API": lambda s: {
        "offset": 0, "number": 1, "available": 1,
        "news": [{"id": 7, "title": s.title, "text": s.text + "\n\n" + "The board's words are kept. " * 20,
                  "summary": "Short", "url": s.url, "image": "https://i.example.test/1.jpg", "publish_date": s.bare,
                  "authors": list(s.authors), "source": s.source, "tags": list(s.tags), "sentiment": 0.2}],
    },
    "Arc ANS, a paragraph written by hand": lambda s: {
        "type": "story",
        "canonical_url": s.url,
        "headlines": {"basic": s.title},
        "display_date": s.utc,
        "credits": {"by": [{"type": "author", "name": name} for name in s.authors]},
        "distributor": {"name": s.source},
        "taxonomy": {"tags": [{"text": tag} for tag in s.tags]},
        "content_elements": [{"type": "raw_html", "content": f"<p>{text}</p>"} for text in s.paragraphs],
    },
    "Inoreader": lambda s: {
        "items": [{"id": "tag:google.com,2005:reader/item/1", "title": s.title, "published": s.seconds,
                   "author": " and ".join(s.authors), "categories": ["user/1/label/News"], "tags": list(s.tags),
                   "canonical": [{"href": s.url}], "summary": {"direction": "ltr", "content": s.html},
                   "origin": {"streamId": "feed/1", "title": s.source, "htmlUrl": "https://mercury.example.test"}}],
    },
    "Guardian item": lambda s: {
        "response": {
            "status": "ok",
            "content": {
                "id": "world/pier",
                "webTitle": s.title,
                "webUrl": s.url,
                "apiUrl": "https://content.example.test/pier",
                "sectionName": "World news",
                "webPublicationDate": s.utc,
                "fields": {"headline": s.title, "trailText": "Short", "byline": " and ".join(s.authors), "body": s.html,
                           "bodyText": s.text, "publication": s.source, "thumbnail": "https://i.example.test/1.jpg"},
                "tags": [{"id": "x/y", "type": "keyword", "webTitle": tag} for tag in s.tags]
                + [{"id": "profile/x", "type": "contributor", "webTitle": name} for name in s.authors]
                + [{"id": "tone/news", "type": "tone", "webTitle": "News"}],
            },
        }
    },
    "Guardian blocks": lambda s: {
        "response": {
            "results": [
                {
                    "webTitle": s.title,
                    "webUrl": s.url,
                    "webPublicationDate": s.utc,
                    "fields": {"byline": ", ".join(s.authors), "publication": s.source},
                    "blocks": {"body": [{"id": "1", "bodyHtml": s.html, "bodyTextSummary": s.text, "published": True}]},
                    "tags": [{"type": "keyword", "webTitle": tag} for tag in s.tags],
                }
            ]
        }
    },
    "NYT": lambda s: {
        "status": "OK",
        "response": {
            "docs": [
                {
                    "web_url": s.url,
                    "abstract": s.paragraphs[0],
                    "snippet": s.paragraphs[0],
                    "lead_paragraph": s.text,
                    "source": s.source,
                    "headline": {"main": s.title, "kicker": None, "print_headline": "Pier"},
                    "pub_date": s.published.strftime("%Y-%m-%dT%H:%M:%S+0000"),
                    "byline": {"original": "By " + " and ".join(s.authors), "person": [{"firstname": "X", "rank": 1}]},
                    "keywords": [{"name": "subject", "value": tag, "rank": 1} for tag in s.tags],
                    "multimedia": [{"url": "images/1.jpg", "caption": "x"}],
                }
            ]
        },
    },
    "Event Registry": lambda s: {
        "articles": {
            "page": 1,
            "results": [
                {"uri": "8512", "lang": "eng", "isDuplicate": False, "date": s.day, "time": "01:01:01",
                 "dateTime": s.utc,
                 "url": s.url, "title": s.title, "body": s.text, "source": {"uri": "m.example.test", "title": s.source},
                 "authors": [{"uri": "x@m", "name": name, "type": "author", "isAgency": False} for name in s.authors],
                 "concepts": [{"label": {"eng": tag}, "type": "wiki"} for tag in s.tags], "sentiment": 0.1}
            ],
        }
    },
    "news-please": lambda s: {
        "authors": list(s.authors), "date_download": "2026-01-01 00:00:00", "date_modify": None,
        "date_publish": s.bare, "description": "Short", "filename": "x.json", "image_url": "https://m.example.test/i.jpg",
        "language": "en", "localpath": None, "maintext": s.text, "source_domain": s.source, "title": s.title,
        "title_page": None, "title_rss": None, "url": s.url, "tags": list(s.tags),
    },
    "trafilatura": lambda s: {
        "title": s.title, "author": "; ".join(s.authors), "hostname": "mercury.example.test", "date": s.day,
        "fingerprint": "abc", "id": None, "license": None, "comments": "",
         "raw_text": " ".join(s.paragraphs) + " Comments",
        "text": "\n".join(s.paragraphs), "language": None, "image": None, "pagetype": "article",
         "filedate": "2026-01-01",
        "source": s.url, "source-hostname": s.source, "excerpt": "Short", "categories": "", "tags": ";".join(s.tags),
    },
    "fundus": lambda s: {
        "title": s.title, "authors": list(s.authors), "publishing_date": str(s.published), "topics": list(s.tags),
        "body": {"summary": [], "sections": [{"headline": [], "paragraphs": list(s.paragraphs)}]}, "free_access": True,
        "html": {"requested_url": s.url, "responded_url": s.url, "source_info": {"publisher": s.source}},
    },
    "WordPress REST": lambda s: [
        {"id": 5, "date": "2000-01-01T00:00:00", "date_gmt": s.utc[:-1], "status": "publish", "type": "post",
         "guid": {"rendered": "https://mercury.example.test/?p=5"}, "modified_gmt": "2025-06-01T00:00:00",
          "link": s.url,
         "title": {"rendered": s.title.replace("&", "&#038;")}, "content": {"rendered": s.html, "protected": False},
         "excerpt": {"rendered": "<p>Short</p>"}, "author": 12, "categories": [5], "tags": [7],
         "yoast_head_json": {"og_site_name": s.source},
         "_embedded": {"author": [{"id": 12, "name": name, "link": "https://m.example.test/a"} for name in s.authors],
                       "wp:term": [[{"taxonomy": "category", "name": "Local"}],
                                   [{"taxonomy": "post_tag", "name": tag} for tag in s.tags]]}}
    ],
    "WordPress.com": lambda s: {
        "found": 1,
        "posts": [
            {"ID": 3, "site_ID": 9, "site_name": s.source, "date": s.utc, "title": s.title, "URL": s.url,
             "status": "publish",
             "author": [{"ID": 1, "login": "x", "name": name, "URL": "https://m.example.test"} for name in s.authors],
             "content": s.html, "excerpt": "Short", "type": "post",
             "tags": {tag: {"ID": 1, "name": tag} for tag in s.tags}, "categories": {"Local": {"ID": 2,
              "name": "Local"}}}
        ],
    },
    "Drupal JSON:API": lambda s: {
        "jsonapi": {"version": "1.0"},
        "data": [
            {"type": "node--article", "id": "u1", "links": {"self": {"href": "https://mercury.example.test/jsonapi/node/u1"}},
             "attributes": {"drupal_internal__nid": 5, "status": True, "title": s.title, "created": s.utc,
              "changed": s.utc,
                            "langcode": "en", "path": {"alias": f"/2025/pier-{s.number}", "langcode": "en"},
                            "field_source": s.source,
                            "body": {"value": s.html, "format": "full", "processed": s.html, "summary": ""}},
             "relationships": {
                 "uid": {"data": {"type": "user--user", "id": "admin"}},
                 "field_author": {"data": [{"type": "node--person", "id": name} for name in s.authors]},
                 "field_tags": {"data": [{"type": "taxonomy_term--tags", "id": tag} for tag in s.tags]}}}
        ],
        "included": [
            *({"type": "node--person", "id": name, "attributes": {"title": name}} for name in s.authors),
            *({"type": "taxonomy_term--tags", "id": tag, "attributes": {"name": tag}} for tag in s.tags),
            {"type": "user--user", "id": "admin", "attributes": {"display_name": "admin"}},
        ],
    },
    "Drupal REST": lambda s: {
        "nid": [{"value": 5}], "uuid": [{"value": "u"}], "langcode": [{"value": "en"}], "status": [{"value": True}],
        "title": [{"value": s.title}], "created": [{"value": s.utc, "format": "Y-m-d\\TH:i:sP"}],
        "body": [{"value": s.html, "format": "full_html", "processed": s.html, "summary": ""}],
        "field_author": [{"value": name} for name in s.authors], "url": s.url, "source": s.source,
        "field_tags": [{"target_id": 1, "name": tag} for tag in s.tags],
    },
    "Ghost export": lambda s: {
        "db": [
            {"meta": {"exported_on": 1, "version": "5"},
             "data": {
                 "posts": [{"id": "p", "uuid": "u", "title": s.title, "slug": "pier", "html": s.html,
                  "plaintext": s.text,
                            "status": "published", "type": "post", "visibility": "public", "published_at": s.utc,
                            "canonical_url": s.url, "site_name": s.source, "mobiledoc": "{}"}],
                 "users": [{"id": str(i), "name": name} for i, name in enumerate(s.authors)],
                 "posts_authors": [{"post_id": "p", "author_id": str(i),
                  "sort_order": i} for i in range(len(s.authors))],
                 "tags": [{"id": tag, "name": tag} for tag in s.tags],
                 "posts_tags": [{"post_id": "p", "tag_id": tag, "sort_order": i} for i, tag in enumerate(s.tags)]}}
        ]
    },
    "Ghost API": lambda s: {
        "posts": [
            {"id": "p", "uuid": "u", "slug": "pier", "title": s.title, "html": s.html, "visibility": "public",
             "url": s.url,
             "feature_image": "https://i.example.test/x.jpg", "published_at": s.utc, "updated_at": s.utc,
             "authors": [{"id": "1", "name": name, "slug": "x",
              "url": "https://m.example.test/a"} for name in s.authors],
             "tags": [{"id": "t", "name": tag} for tag in s.tags], "publisher": s.source}
        ],
        "meta": {"pagination": {"page": 1}},
    },
    "mongoexport": lambda s: {
        "_id": {"$oid": "5f0000000000000000000001"}, "title": s.title, "text": s.text, "author": list(s.authors),
        "published": {"$date": {"$numberLong": str(s.seconds * 1000)}}, "url": s.url, "source": s.source,
        "tags": list(s.tags), "views": {"$numberInt": "5"},
    },
    "FollowTheMoney": lambda s: {
        "id": "a", "schema": "Article", "datasets": ["x"],
        "properties": {"title": [s.title], "bodyText": [s.text], "publishedAt": [s.utc], "author": list(s.authors),
                       "sourceUrl": [s.url], "publisher": [s.source], "keywords": list(s.tags),
                        "mimeType": ["text/html"]},
    },
    "Tika": lambda s: [
        {"Content-Type": "application/pdf", "X-TIKA:content": "\n\n\n" + s.text, "dc:title": s.title,
         "dc:subject": list(s.tags),
         "dc:creator": list(s.authors), "dcterms:created": s.utc, "xmpTPg:NPages": "2", "dc:publisher": s.source,
         "X-TIKA:Parsed-By": ["org.apache.tika.parser.DefaultParser"], "url": s.url}
    ],
    "FSCrawler": lambda s: {
        "content": s.text, "url": s.url, "source": s.source,
        "meta": {"author": ", ".join(s.authors), "title": s.title, "date": s.utc, "keywords": list(s.tags)},
        "file": {"extension": "pdf", "filename": "x.pdf", "url": "file:///x.pdf",
         "indexing_date": "2026-01-01T00:00:00Z"},
        "path": {"real": "/x.pdf"},
    },
    "NewsAPI": lambda s: {
        "status": "ok",
        "totalResults": 1,
        "articles": [
            {"source": {"id": None, "name": s.source}, "author": ", ".join(s.authors), "title": s.title, "url": s.url,
             "description": "Short", "urlToImage": "https://i.example.test/x.jpg", "publishedAt": s.utc,
             "content": s.text + "… [+2345 chars]", "keywords": list(s.tags)}
        ],
    },
    "newsdata.io": lambda s: {
        "status": "success",
        "results": [
            {"article_id": "x", "title": s.title, "link": s.url, "keywords": list(s.tags), "creator": list(s.authors),
             "description": "Short", "content": s.text, "pubDate": s.bare, "pubDateTZ": "UTC", "source_id": "m",
             "source_name": s.source, "source_url": "https://mercury.example.test", "language": "english",
             "ai_tag": "ONLY AVAILABLE IN PROFESSIONAL AND CORPORATE PLANS"}
        ],
    },
    "GNews": lambda s: {
        "totalArticles": 1,
        "articles": [
            {"title": s.title, "description": "Short", "content": s.text + "... [812 chars]", "url": s.url,
             "publishedAt": s.utc,
             "image": "https://i.example.test/x.jpg", "authors": list(s.authors), "tags": list(s.tags),
             "source": {"name": s.source, "url": "https://mercury.example.test"}}
        ],
    },
    "CC-News": lambda s: {
        "requested_url": s.url, "responded_url": s.url, "plain_text": s.text, "published_date": s.bare,
         "title": s.title,
        "tags": list(s.tags), "categories": [], "author": "; ".join(s.authors), "sitename": s.source, "language": "en",
        "publisher": "mercury.example.test", "crawl_date": "2026-01-01",
    },
    "Media Cloud": lambda s: {
        "stories_id": 5, "title": s.title, "url": s.url, "publish_date": s.bare, "media_name": s.source, "media_id": 2,
        "media_url": "https://mercury.example.test/", "story_sentences": [{"sentence": p} for p in s.paragraphs],
        "authors": list(s.authors), "tags": list(s.tags),
    },
    "Elasticsearch hits": lambda s: {
        "took": 1,
        "hits": {
            "total": 1,
            "hits": [{"_index": "a", "_id": "x", "_score": 1.0,
                      "_source": {"title": s.title, "body": s.text, "authors": list(s.authors), "published_at": s.utc,
                                  "url": s.url, "publisher": s.source, "tags": list(s.tags)}}],
        },
    },
    "ninjs list": lambda s: {
        "items": [
            {"uri": s.url, "type": "text", "versioncreated": s.utc, "headline": s.title, "body_xhtml": s.html,
             "byline": " and ".join(s.authors), "infosource": [{"name": s.source}],
             "subject": [{"name": tag, "code": "x"} for tag in s.tags]}
        ]
    },
    "Contentful export": lambda s: {
        "contentTypes": [],
        "entries": [
            {"sys": {"id": "e", "type": "Entry", "createdAt": "2000-01-01T00:00:00Z",
             "contentType": {"sys": {"id": "article"}}},
             "fields": {"title": {"en-US": s.title}, "publishDate": {"en-US": s.utc}, "url": {"en-US": s.url},
                        "body": {"en-US": {"nodeType": "document", "content": [contentful(p) for p in s.paragraphs]}},
                        "publication": {"en-US": s.source}, "tags": {"en-US": list(s.tags)},
                        "authors": {"en-US": [{"sys": {"type": "Link", "linkType": "Entry",
                         "id": n}} for n in s.authors]}}},
            *({"sys": {"id": name, "type": "Entry"}, "fields": {"name": {"en-US": name}}} for name in s.authors),
        ],
    },
    "Sanity": lambda s: {
        "_id": "x", "_type": "post", "_createdAt": "2000-01-01T00:00:00Z", "_updatedAt": s.utc, "title": s.title,
        "slug": {"_type": "slug", "current": "pier"}, "publishedAt": s.utc, "authors": [{"name": n} for n in s.authors],
        "body": [{"_type": "block", "style": "normal", "markDefs": [], "children": spans(p)} for p in s.paragraphs],
        "url": s.url, "publisher": s.source, "tags": list(s.tags),
    },
    "Kontent.ai": lambda s: {
        "items": [
            {
                "system": {"name": "x", "codename": "pier", "language": "en", "last_modified": s.utc},
                "elements": {
                    "title": {"type": "text", "name": "Title", "value": s.title},
                    "body": {"type": "rich_text", "name": "Body", "value": s.html},
                    "date": {"type": "date_time", "name": "Date", "value": s.utc},
                    "author": {"type": "text", "name": "Author", "value": ", ".join(s.authors)},
                    "url": {"type": "text", "name": "Address", "value": s.url},
                    "source": {"type": "text", "name": "Source", "value": s.source},
                    "tags": {"type": "text", "name": "Tags", "value": ", ".join(s.tags)},
                },
            }
        ]
    },
    "Storyblok": lambda s: {
        "stories": [
            {
                "name": "pier",
                "first_published_at": s.utc,
                "full_slug": "news/pier",
                "tag_list": list(s.tags),
                "content": {
                    "component": "article",
                    "title": s.title,
                    "author": ", ".join(s.authors),
                    "canonical": s.url,
                    "source": s.source,
                    "body": {
                        "type": "doc",
                        "content": [
                            {"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in s.paragraphs
                        ],
                    },
                },
            }
        ]
    },
    "Umbraco": lambda s: {
        "items": [
            {
                "contentType": "article",
                "name": s.title,
                "createDate": "2020-01-01T00:00:00Z",
                "route": {"path": "/news/pier/", "startItem": {"id": "1", "path": "news"}},
                "properties": {
                    "bodyText": {"markup": s.html, "blocks": []},
                    "publishDate": s.utc,
                    "author": " and ".join(s.authors),
                    "url": s.url,
                    "source": s.source,
                    "tags": list(s.tags),
                },
            }
        ]
    },
    "Readwise Reader": lambda s: {
        "results": [
            {
                "id": "01",
                "url": "https://read.readwise.example.test/read/01",
                "source_url": s.url,
                "title": s.title,
                "author": ", ".join(s.authors),
                "category": "article",
                "site_name": s.source,
                "tags": list(s.tags),
                "published_date": s.utc,
                "created_at": "2030-01-01T00:00:00Z",
                "html_content": s.html,
            }
        ]
    },
    "GraphQL connections": lambda s: {
        "data": {
            "articles": {
                "edges": [
                    {
                        "node": {
                            "title": s.title,
                            "body": s.html,
                            "publishedAt": s.utc,
                            "authors": {"edges": [{"node": {"name": name}} for name in s.authors]},
                            "url": s.url,
                            "source": s.source,
                            "tags": list(s.tags),
                        }
                    }
                ]
            }
        }
    },
    "Strapi 4": lambda s: {
        "data": [
            {"id": 1,
             "attributes": {"title": s.title, "slug": "pier", "publishedAt": s.utc, "createdAt": "2000-01-01T00:00:00Z",
                            "content": [{"type": "paragraph", "children": [{"type": "text",
                             "text": p}]} for p in s.paragraphs],
                            "url": s.url, "publisher": s.source, "locale": "en",
                            "authors": {"data": [{"id": 1, "attributes": {"name": name}} for name in s.authors]},
                            "tags": {"data": [{"id": 1, "attributes": {"name": tag}} for tag in s.tags]}}}
        ],
        "meta": {"pagination": {"page": 1}},
    },
    "Medium": lambda s: {
        "success": True,
        "payload": {
            "value": {"id": "x", "title": s.title, "firstPublishedAt": s.seconds * 1000, "canonicalUrl": s.url,
                      "creator": [{"name": name} for name in s.authors], "homeCollection": {"name": s.source},
                      "virtuals": {"tags": [{"slug": "x", "name": tag} for tag in s.tags]},
                      "content": {"bodyModel": {"paragraphs": [{"name": "a", "type": 1,
                       "text": p} for p in s.paragraphs]}}}
        },
    },
    "Substack": lambda s: [
        {"id": 1, "title": s.title, "subtitle": "Short", "slug": "pier", "post_date": s.utc, "audience": "everyone",
         "type": "newsletter", "canonical_url": s.url, "body_html": s.html, "description": "Short",
         "publishedBylines": [{"id": 1, "name": name, "bio": "Writes."} for name in s.authors], "publication": s.source,
         "postTags": [{"name": tag} for tag in s.tags]}
    ],
    "Zotero": lambda s: {
        "key": "X",
        "data": {"itemType": "newspaperArticle", "title": s.title, "publicationTitle": s.source, "date": s.utc,
         "url": s.url,
                 "creators": [{"creatorType": "author", "firstName": n.partition(" ")[0],
                  "lastName": n.partition(" ")[2]}
                              for n in s.authors],
                 "abstractNote": s.text, "tags": [{"tag": tag} for tag in s.tags], "accessDate": "2026-01-01T00:00:00Z",
                 "dateAdded": "2026-01-01T00:00:00Z"},
    },
    "Readability": lambda s: {
        "title": s.title, "byline": " & ".join(s.authors), "dir": "ltr", "lang": "en",
         "content": f"<div>{s.html}</div>",
        "textContent": s.text, "length": 300, "excerpt": "Short", "siteName": s.source, "publishedTime": s.utc,
         "url": s.url,
        "tags": list(s.tags),
    },
    "wallabag": lambda s: [
        {"id": 7, "title": s.title, "url": s.url, "content": s.html, "created_at": "2026-01-01T00:00:00+0000",
         "updated_at": "2026-01-01T00:00:00+0000", "published_at": s.utc, "published_by": list(s.authors),
         "domain_name": s.source, "tags": list(s.tags), "is_archived": 0, "preview_picture": "https://i.example.test/x.jpg"}
    ],
    "schema.org": lambda s: {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": s.title, "articleBody": s.text,
        "datePublished": s.utc, "author": [{"@type": "Person", "name": name} for name in s.authors],
        "publisher": {"@type": "Organization", "name": s.source, "url": "https://mercury.example.test"},
        "mainEntityOfPage": {"@type": "WebPage", "@id": s.url}, "image": ["https://i.example.test/x.jpg"],
        "keywords": ", ".join(s.tags),
    },
    "JSON-LD graph": lambda s: {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "@id": "https://mercury.example.test/#site", "name": s.source},
            {"@type": "Organization", "@id": "https://mercury.example.test/#org", "name": s.source},
            *({"@type": "Person", "@id": f"#{name}", "name": name} for name in s.authors),
            {"@type": "NewsArticle", "headline": s.title, "articleBody": s.text, "datePublished": s.utc, "url": s.url,
             "author": [{"@id": f"#{name}"} for name in s.authors], "keywords": list(s.tags),
             "publisher": {"@id": "https://mercury.example.test/#org"}},
        ],
    },
    "Aylien": lambda s: {
        "stories": [
            {"id": 1, "title": s.title, "body": s.text, "summary": {"sentences": ["Short."]}, "published_at": s.utc,
             "source": {"id": 1, "name": s.source, "home_page_url": "https://mercury.example.test/"},
             "author": {"id": 1, "name": ", ".join(s.authors)}, "keywords": list(s.tags),
             "links": {"permalink": s.url, "related_stories": "/related?story_id=1", "coverages": None}}
        ]
    },
    "Webz.io": lambda s: {
        "posts": [
            {"thread": {"uuid": "x", "url": s.url, "site_full": s.source, "site": "mercury.example.test",
             "title": s.title,
                        "site_section": "https://mercury.example.test/news", "published": s.utc},
             "uuid": "x", "url": s.url, "author": ", ".join(s.authors), "published": s.utc, "title": s.title,
              "text": s.text,
             "language": "english", "crawled": "2026-01-01T00:00:00Z", "entities": {"persons": []},
              "tags": list(s.tags)}
        ]
    },
    "Bing News": lambda s: {
        "_type": "News",
        "value": [
            {"name": s.title, "url": s.url, "description": s.text, "datePublished": s.utc, "author": list(s.authors),
             "provider": [{"_type": "Organization", "name": s.source}], "about": [{"name": tag} for tag in s.tags],
             "image": {"thumbnail": {"contentUrl": "https://i.example.test/x"}}}
        ],
    },
    "Mediastack": lambda s: {
        "pagination": {"limit": 1},
        "data": [{"author": ", ".join(s.authors), "title": s.title, "description": s.text, "url": s.url,
         "source": s.source,
                  "image": None, "category": "general", "language": "en", "country": "us", "published_at": s.utc,
                  "tags": list(s.tags)}],
    },
    "Currents": lambda s: {
        "status": "ok",
        "news": [{"id": "x", "title": s.title, "description": s.text, "url": s.url, "author": ", ".join(s.authors),
                  "image": "None", "language": "en", "category": ["regional"], "source": s.source, "tags": list(s.tags),
                  "published": s.published.strftime("%Y-%m-%d %H:%M:%S +0000")}],
    },
    "NewsCatcher": lambda s: {
        "status": "ok",
        "articles": [{"title": s.title, "author": s.authors[0], "authors": ",".join(s.authors), "link": s.url,
                      "published_date": s.bare, "published_date_precision": "full",
                       "domain_url": "mercury.example.test",
                      "name_source": s.source, "content": s.text, "media": "https://i.example.test/x.jpg", "rank": 3,
                      "keywords": list(s.tags), "is_opinion": False}],
    },
    "Feedly": lambda s: {
        "items": [
            {"id": "entryId", "originId": "x", "title": s.title, "content": {"content": s.html, "direction": "ltr"},
             "alternate": [{"href": s.url, "type": "text/html"}], "published": s.seconds * 1000,
             "author": ", ".join(s.authors),
             "origin": {"title": s.source,
              "htmlUrl": "https://mercury.example.test",
              "streamId": "feed/x"},
             "keywords": list(s.tags), "crawled": 1767225600000, "categories": [{"id": "user/1/category/x"}]}
        ]
    },
    "JSON Feed": lambda s: {
        "version": "https://jsonfeed.org/version/1.1", "title": s.source, "home_page_url": "https://mercury.example.test/",
        "items": [{"id": "1", "url": s.url, "title": s.title, "content_html": s.html, "date_published": s.utc,
                   "authors": [{"name": name, "url": "https://m.example.test"} for name in s.authors],
                   "tags": list(s.tags)}],
    },
    "microformats": lambda s: {
        "items": [
            {"type": ["h-entry"],
             "properties": {"name": [s.title], "content": [{"html": s.html, "value": s.text}], "published": [s.utc],
                            "url": [s.url], "category": list(s.tags), "tags": list(s.tags), "publication": [s.source],
                            "author": [{"type": ["h-card"], "properties": {"name": [name]}} for name in s.authors]}}
        ]
    },
    "Perigon": lambda s: {
        "status": 200,
        "articles": [{"url": s.url, "authorsByline": ", ".join(s.authors), "articleId": "x",
         "source": {"domain": s.source},
                      "pubDate": s.utc, "addDate": "2026-01-01T00:00:00Z", "title": s.title, "description": "Short",
                      "content": s.text, "medium": "Article", "keywords": [{"name": tag,
                       "weight": 0.1} for tag in s.tags],
                      "matchedAuthors": [{"id": "1", "name": name} for name in s.authors]}],
    },
    "Diffbot": lambda s: {
        "objects": [{"type": "article", "title": s.title, "text": s.text, "html": s.html, "siteName": s.source,
                     "date": s.published.strftime("%a, %d %b %Y %H:%M:%S GMT"), "pageUrl": s.url, "humanLanguage": "en",
                     "authors": [{"name": name, "link": "https://m.example.test/a"} for name in s.authors],
                     "tags": [{"label": tag, "uri": "x"} for tag in s.tags]}],
    },
    "Editor.js": lambda s: {
        "title": s.title, "body": {"time": 1, "version": "2", "blocks": [{"type": "paragraph", "data": {"text": p}}
                                                                         for p in s.paragraphs]},
        "author": {"first_name": "", "display_name": ", ".join(s.authors)}, "created_at": s.utc, "url": s.url,
        "publisher": s.source, "tags": list(s.tags),
    },
    "PHP": lambda s: {
        "title": s.title, "body": s.html, "author": list(s.authors), "url": s.url, "source": s.source,
         "tags": list(s.tags),
        "created": {"date": s.published.strftime("%Y-%m-%d %H:%M:%S.000000"), "timezone_type": 3, "timezone": "UTC"},
    },
    "Firebase": lambda s: {
        "-Mx1": {"title": s.title, "text": s.text, "authors": list(s.authors), "url": s.url, "publisher": s.source,
                 "published": {"_seconds": s.seconds, "_nanoseconds": 0}, "tags": list(s.tags)},
        "-Mx2": {"title": "Another", "text": s.text},
    },
    "DynamoDB": lambda s: {
        "Items": [{"title": {"S": s.title}, "body": {"S": s.text}, "published": {"N": str(s.seconds)},
                   "url": {"S": s.url}, "source": {"S": s.source}, "tags": {"L": [{"S": tag} for tag in s.tags]},
                   "authors": {"SS": list(s.authors)}}],
        "Count": 1,
    },
    "Opoint": lambda s: {
        "searchresult": {"documents": 1, "document": [{
            "header": {"text": s.title}, "summary": {"text": "Short"}, "body": {"text": s.text}, "orig_url": s.url,
            "author": ", ".join(s.authors), "unix_timestamp": s.seconds, "first_source": {"name": s.source},
            "tags": list(s.tags)}]},
    },
    ".NET": lambda s: {
        "value": [{"ResultId": "urn:x", "Title": s.title, "Byline": "By " + " and ".join(s.authors), "Date": s.utc,
                   "Source": {"Name": s.source}, "Document": {"Content": s.html}, "Url": s.url,
                   "Tags": [{"Name": tag} for tag in s.tags]}],
    },
    "message of a queue": lambda s: {
        "Records": [{"messageId": "1", "attributes": {"SentTimestamp": "1"}, "body": json.dumps({
            "title": s.title, "text": s.text, "url": s.url, "authors": list(s.authors), "source": s.source,
            "published_at": s.utc, "tags": list(s.tags)})}],
    },
    "Webflow": lambda s: {
        "items": [{"_id": "1", "name": s.title, "slug": "pier", "post-body": s.html, "published-on": s.utc,
                   "author(s)": " and ".join(s.authors), "html_url": s.url, "publisher": s.source, "_draft": False,
                   "tags": list(s.tags)}],
    },
    "headline of two lengths": lambda s: {
        "article": {"headline": {"long": s.title, "short": "Short"}, "body": [{"type": "paragraph", "text": p}
                                                                              for p in s.paragraphs],
                    "contributors": [{"display_name": name, "name": "account"} for name in s.authors],
                    "firstPublished": s.utc, "links": {"canonical": s.url}, "publisher": s.source,
                    "tags": list(s.tags)},
    },
    "links by relation": lambda s: {
        "title": s.title, "text": s.text, "authors": list(s.authors), "source": s.source, "published_at": s.utc,
        "tags": list(s.tags), "links": [{"rel": "self", "href": "https://api.example.test/1"},
                                        {"rel": "canonical", "href": s.url}],
    },
    "nodes": lambda s: {
        "nodes": [{"node": {"title": s.title, "body": s.html, "created": str(s.seconds), "author": ", ".join(s.authors),
                            "url": s.url, "site_name": s.source, "tags": ", ".join(s.tags)}}]
    },
}  # fmt: skip
assert len(SHAPES) * len(STORIES) >= 100


def items(tmp_path: Path, value: Any, name: str = "a.json") -> list[Record | Rejection]:
    path = tmp_path / "file"
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return list(read(path, name=name, given=Given()))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story.number))
@pytest.mark.parametrize("producer", SHAPES)
def test_producers(tmp_path: Path, producer: str, story: Story) -> None:
    """Text, title, address, date, authors, source and tags of each known shape."""
    record = next(item for item in items(tmp_path, SHAPES[producer](story)) if isinstance(item, Record))
    given = record.given
    published = parse_date(given.published_at or "")

    assert story.title == given.title
    assert all(paragraph in record.content for paragraph in story.paragraphs)
    assert "Short" not in record.content
    assert "The pier at night" not in record.content
    assert story.url == given.url
    assert published is not None
    assert story.published == published.value or (producer == "trafilatura" and story.day == given.published_at)
    assert story.authors == given.authors
    assert story.source == given.source
    assert story.tags == given.tags
