"""One table of the producers' field names and shapes, with their meanings.

`GENERIC` holds the names that mean the same wherever they are used. Where a producer means something else by a name, or
keeps things deeper inside, `PRODUCERS` says so: it is told by paths that its objects have, and its paths come first.
Names are compared folded (`articles.fields.field_names.fold`); of several the first that has a value counts.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from articles.article import Value


class Meaning(StrEnum):
    """What a field is about."""

    HTML = "html"  #: the text, as HTML
    TEXT = "text"  #: the text, plain or HTML
    SUMMARY = "summary"  #: a part of it, or about it: taken where there is nothing more
    TITLE = "title"
    URL = "url"
    SOURCE = "source"
    BYLINE = "byline"
    AUTHORS = "authors"
    PUBLISHED = "published_at"
    MODIFIED = "modified_at"
    LANGUAGE = "language"
    SECTION = "section"
    TAGS = "tags"


#: The meanings that give an article its text.
TEXTS = (Meaning.HTML, Meaning.TEXT, Meaning.SUMMARY)

Names = tuple[str, ...]

GENERIC: dict[Meaning, Names] = {
    Meaning.HTML: (
        "html", "rawhtml", "htmlcontent", "contenthtml", "bodyhtml", "htmlbody", "articlehtml", "articlebodyhtml",
        "fullhtml", "pagehtml", "bodyxhtml", "page", "contentencoded", "content:encoded", "htmltext", "texthtml",
        "fulltexthtml", "storyhtml", "bodynitf", "bodyhtml5",
    ),
    Meaning.TEXT: (
        "text", "body", "bodytext", "articlebody", "maintext", "fulltext", "articletext", "content", "contenttext",
        "plaintext", "textcontent", "cleanedtext", "cleantext", "article", "story", "storytext", "paragraphs",
        "contents", "news", "document", "xtika:content", "fullcontent", "fulltextcontent", "maincontent",
        "articlecontent", "newscontent", "newstext", "bodycontent", "bodyplain", "textbody", "transcript", "selftext",
        "rawcontent", "rawtext", "contentelements", "blocks", "bodymodel", "storybody", "newsbody", "posttext",
        "postbody", "postcontent", "textplain", "extractedtext", "copy", "markdown", "contentmarkdown", "bodymarkdown",
        "sections", "sentences", "storysentences", "message", "lexical", "inhalt", "texto", "texte",
        "contenu", "contenido", "testo", "cuerpo", "haupttext", "artikeltext", "corps", "newsarticle",
    ),
    Meaning.SUMMARY: (
        "leadparagraph", "description", "summary", "abstract", "abstractnote", "standfirst", "snippet", "excerpt",
        "trailtext", "teaser", "lead", "desc", "shortdescription", "dek", "intro", "selection", "highlights",
        "truncatedbodytext", "extract", "metadescription", "storyabstract", "descriptiontext", "subtitle",
    ),
    Meaning.TITLE: (
        "title", "headline", "name", "heading", "webtitle", "articletitle", "head", "headlines", "dc:title",
        "storytitle", "newstitle", "posttitle", "pagetitle", "titletext", "resolvedtitle", "headlinetext", "hl1",
        "headlinemain", "header", "subject", "titel", "titre", "titulo", "título", "titolo", "überschrift",
    ),
    Meaning.SOURCE: (
        "sourcename", "namesource", "sourcehostname", "sitename", "ogsitename", "source", "publisher", "publication",
        "newspaper", "outlet", "provider", "publishername", "publicationname", "publicationtitle", "medianame",
        "containertitle", "newssource", "site", "website", "infosource", "infosources", "feedtitle", "agency",
        "mediumname", "medium", "sourcetitle", "sourcedomain", "hostname", "copyrightholder", "dc:publisher",
        "newssite", "firstsource", "domainname", "domain", "quelle", "fuente", "fonte",
    ),
    Meaning.BYLINE: ("byline", "bylines", "by", "authorsbyline", "bylinetext"),
    Meaning.AUTHORS: (
        "authors", "author", "creator", "creators", "writer", "writers", "reporter", "reporters", "journalist",
        "journalists", "dccreator", "dc:creator", "publishedby", "authorname", "authornames", "author(s)",
        "contributor", "contributors", "publishedbylines", "matchedauthors", "meta:author", "writtenby", "autor",
        "auteur", "autore", "verfasser",
    ),
    Meaning.PUBLISHED: (
        "publishedatutc", "publishedutc", "dategmt", "publishedat", "datepublished", "firstpublishedat", "published",
        "publishdate", "publicationdate", "publicationdatetime", "publishedtime", "publishtime", "publishedon",
        "publisheddate", "publishingdate", "datepublish", "firstpublished", "firstpublishdate", "datetimepub",
        "firstpublicationdate", "firstcreated", "pubdate", "webpublicationdate", "versioncreated", "displaydate",
        "posteddate", "postdate", "postedat", "datetime", "date", "timestamp", "timepublished", "createdat", "created",
        "datecreated", "creationdate", "issued", "dcterms:created", "dcterms:issued", "dc:date", "createdutc",
        "createddate", "releasedate", "seendate", "time", "pubtime", "newsdate", "articledate", "publicationtime",
        "firstpublishedtime", "originalpublishdate", "onlinedate", "published_date_time", "meta:creationdate", "datum",
        "fecha", "publicationtimestamp", "publishedtimestamp", "publishtimestamp", "unixtimestamp", "timeofarrival",
        "data_publicacao", "veröffentlicht", "yearmonthday",
    ),
    Meaning.MODIFIED: (
        "modifiedgmt", "modifiedat", "datemodified", "modified", "updatedat", "updated", "lastmodified", "lastupdated",
        "modifieddate", "updateddate", "dateupdated", "contentmodified", "datemodify", "lastmod", "lastupdateddate",
        "updatedon", "modifiedon", "changed", "changedat", "modificationdate", "dcterms:modified", "updatedate",
        "updatetime", "lastpublished", "editedat", "updatedatutc", "lastupdatedate", "lastupdatedat",
    ),
    Meaning.LANGUAGE: (
        "language", "lang", "inlanguage", "languagecode", "locale", "langcode", "dc:language", "humanlanguage",
        "languageiso", "langue", "sprache", "idioma", "detectedlanguage",
    ),
    Meaning.SECTION: (
        "section", "articlesection", "sectionname", "primarysection", "category", "categoryname", "categories", "desk",
        "newsdesk", "rubric", "ressort", "topic", "channelname", "department", "rubrik", "seccion", "sección",
    ),
    Meaning.TAGS: ("tags", "keywords", "tag", "keyword", "topics", "labels", "dc:subject", "hashtags", "tagnames",
                   "newskeywords", "posttags", "tagslist", "taglist", "schlagworte"),
}  # fmt: skip

#: Objects that wrap the fields of an article: hits, answers, JSON:API, microformats, FollowTheMoney, FSCrawler.
WRAPPERS: Names = (
    "_source", "article", "fields", "data", "attributes", "thread", "item", "doc", "document", "post", "properties",
    "node",
    "story", "entry", "meta", "metadata", "record", "resource", "page", "news", "object", "payload", "value",
    "post_meta",
)  # fmt: skip


class Producer(Value, frozen=True, kw_only=True):
    """Where one producer's fields differ from the generic ones."""

    name: str
    told_by: Names  #: paths that an object of it has; "path=value" where the value counts too (lower case)
    fields: dict[Meaning, Names] = msgspec.field(default_factory=dict)  #: paths that come before the generic names
    ignored: Names = ()  #: generic names that mean something else here
    refused: str = ""  #: why nothing of it is an article


_M = Meaning

#: Asked in this order; the first whose paths an object has counts.
PRODUCERS: tuple[Producer, ...] = (
    # content management
    Producer(
        name="Arc XP (ANS)",
        told_by=("content_elements", "headlines.basic"),
        fields={
            _M.TEXT: ("content_elements",),
            _M.SUMMARY: ("subheadlines.basic", "description.basic"),
            _M.TITLE: ("headlines.basic",),
            _M.URL: ("canonical_url", "website_url"),
            _M.SOURCE: ("distributor.name", "source.name", "owner.name", "publisher.name"),
            _M.AUTHORS: ("credits.by",),
            _M.PUBLISHED: ("first_publish_date", "display_date", "publish_date"),
            _M.MODIFIED: ("last_updated_date",),
            _M.SECTION: ("taxonomy.primary_section.name", "taxonomy.sections.name"),
            _M.TAGS: ("taxonomy.tags", "taxonomy.seo_keywords", "taxonomy.keywords", "taxonomy.topics"),
        },
    ),
    Producer(
        name="WordPress REST",
        told_by=("title.rendered", "content.rendered"),
        fields={
            _M.HTML: ("content.rendered",),
            _M.AUTHORS: ("_embedded.author", "yoast_head_json.author", "author_name", "author_info.display_name"),
            _M.PUBLISHED: ("date_gmt", "date"),
            _M.MODIFIED: ("modified_gmt", "modified"),
            _M.SOURCE: ("yoast_head_json.og_site_name",),
            _M.SECTION: ("categories_names", "category_names", "embedded_sections"),
            _M.TAGS: ("tag_names", "tags_names", "embedded_tags"),
            _M.LANGUAGE: ("lang", "yoast_head_json.schema.@graph.inLanguage"),
        },
    ),
    Producer(
        name="WordPress.com",
        told_by=("site_ID", "content"),
        fields={_M.AUTHORS: ("author",), _M.SECTION: ("categories",), _M.TAGS: ("tags",), _M.URL: ("URL",)},
    ),
    Producer(
        name="Kontent.ai",
        told_by=("system.codename", "elements"),
        fields={
            _M.HTML: ("elements.body.value", "elements.body_copy.value", "elements.content.value"),
            _M.SUMMARY: ("elements.summary.value", "elements.teaser.value"),
            _M.TITLE: ("elements.title.value", "elements.headline.value", "system.name"),
            _M.URL: ("elements.url.value", "elements.canonical_url.value"),
            _M.AUTHORS: ("elements.author.value", "elements.authors.value", "elements.byline.value"),
            _M.PUBLISHED: ("elements.date.value", "elements.post_date.value", "elements.publish_date.value"),
            _M.MODIFIED: ("system.last_modified",),
            _M.LANGUAGE: ("system.language",),
            _M.SOURCE: ("elements.source.value", "elements.publication.value"),
            _M.TAGS: ("elements.tags.value", "elements.keywords.value"),
        },
    ),
    Producer(
        name="Storyblok",
        told_by=("full_slug", "content.component"),
        fields={
            _M.TEXT: ("content.body", "content.text", "content.content", "content.long_text"),
            _M.SUMMARY: ("content.intro", "content.teaser"),
            _M.TITLE: ("content.title", "content.headline", "name"),
            _M.URL: ("content.canonical", "content.canonical_url", "content.url"),
            _M.AUTHORS: ("content.author", "content.authors"),
            _M.PUBLISHED: ("content.date", "first_published_at", "published_at"),
            _M.TAGS: ("tag_list",),
            _M.SOURCE: ("content.source", "content.publisher"),
            _M.LANGUAGE: ("lang",),
        },
    ),
    Producer(
        name="Umbraco",
        told_by=("contentType", "route.path", "properties"),
        fields={
            _M.HTML: ("properties.bodyText.markup", "properties.content.markup", "properties.body.markup"),
            _M.TEXT: ("properties.bodyText", "properties.content", "properties.body"),
            _M.TITLE: ("properties.title", "properties.heading", "properties.headline", "name"),
            _M.AUTHORS: ("properties.author", "properties.authors"),
            _M.PUBLISHED: ("properties.publishDate", "properties.articleDate", "properties.date", "createDate"),
            _M.MODIFIED: ("updateDate",),
            _M.SOURCE: ("properties.source", "properties.publisher"),
            _M.TAGS: ("properties.tags", "properties.keywords"),
        },
    ),
    Producer(
        name="Readwise Reader",
        told_by=("source_url", "html_content", "category"),
        fields={_M.URL: ("source_url",), _M.HTML: ("html_content",), _M.PUBLISHED: ("published_date",)},
        ignored=("url", "savedat", "createdat", "updatedat", "category", "summary"),
    ),
    Producer(
        name="Drupal (JSON:API)",
        told_by=("attributes.drupal_internal__nid",),
        fields={
            _M.TEXT: ("attributes.body", "attributes.field_body", "attributes.field_text", "attributes.field_content"),
            _M.SUMMARY: ("attributes.body.summary", "attributes.field_summary", "attributes.field_teaser"),
            _M.AUTHORS: ("relationships.field_author", "relationships.field_authors", "relationships.field_byline",
                         "attributes.field_author", "attributes.field_byline", "relationships.uid"),
            _M.PUBLISHED: ("attributes.published_at", "attributes.field_date", "attributes.field_published",
                           "attributes.field_publish_date", "attributes.created"),
            _M.MODIFIED: ("attributes.changed",),
            _M.URL: ("attributes.metatag.canonical_url", "attributes.path.alias"),
            _M.SECTION: ("relationships.field_section", "relationships.field_category", "relationships.field_channel"),
            _M.TAGS: ("relationships.field_tags", "relationships.field_topics", "relationships.field_keywords"),
            _M.LANGUAGE: ("attributes.langcode",),
        },
        ignored=("links", "path"),
    ),
    Producer(
        name="Drupal (JSON:API)",
        told_by=("attributes.body", "type", "relationships"),
        fields={
            _M.TEXT: ("attributes.body",),
            _M.AUTHORS: ("relationships.field_author", "relationships.field_authors", "relationships.author",
                         "attributes.field_author", "relationships.uid", "relationships.creator"),
            _M.PUBLISHED: ("attributes.published_at", "attributes.field_date", "attributes.created",
                           "attributes.createdAt"),
            _M.MODIFIED: ("attributes.changed", "attributes.updatedAt"),
            _M.URL: ("attributes.url", "attributes.path.alias"),
            _M.SECTION: ("relationships.field_section", "relationships.field_category", "relationships.category"),
            _M.TAGS: ("relationships.field_tags", "relationships.tags", "relationships.field_topics"),
        },
        ignored=("links", "path"),
    ),
    Producer(
        name="Drupal (REST)",
        told_by=("nid", "body.value"),
        fields={
            _M.HTML: ("body.processed",),
            _M.TEXT: ("body.value",),
            _M.SUMMARY: ("body.summary",),
            _M.AUTHORS: ("field_author", "field_byline"),
            _M.PUBLISHED: ("field_date", "published_at", "created"),
            _M.MODIFIED: ("changed",),
            _M.URL: ("path.alias", "url"),
            _M.TAGS: ("field_tags.name", "field_tags.label"),
            _M.SECTION: ("field_section", "field_category"),
        },
        ignored=("path", "links"),
    ),
    Producer(
        name="Ghost",
        told_by=("uuid", "slug", "visibility"),
        fields={
            _M.HTML: ("html",),
            _M.TEXT: ("plaintext", "lexical", "mobiledoc"),
            _M.SUMMARY: ("custom_excerpt", "excerpt"),
            _M.URL: ("canonical_url", "url"),
            _M.AUTHORS: ("authors", "primary_author", "author"),
            _M.SECTION: ("primary_tag.name",),
            _M.TAGS: ("tags",),
        },
    ),
    Producer(
        name="Contentful",
        told_by=("sys.id", "fields"),
        fields={
            _M.TEXT: ("fields.body", "fields.content", "fields.text", "fields.articleBody", "fields.bodyText"),
            _M.TITLE: ("fields.title", "fields.headline", "fields.heading"),
            _M.AUTHORS: ("fields.author", "fields.authors", "fields.byline"),
            _M.PUBLISHED: ("fields.publishDate", "fields.publishedAt", "fields.publishedDate", "fields.publicationDate",
                           "fields.date", "sys.firstPublishedAt", "sys.createdAt"),
            _M.MODIFIED: ("fields.updatedAt", "sys.updatedAt"),
            _M.LANGUAGE: ("sys.locale",),
        },
    ),
    Producer(
        name="Sanity",
        told_by=("_id", "_type", "_createdAt"),
        fields={
            _M.TEXT: ("body", "content", "text", "articleBody"),
            _M.PUBLISHED: ("publishedAt", "publishDate", "published", "date", "_createdAt"),
            _M.MODIFIED: ("_updatedAt",),
            _M.LANGUAGE: ("language", "__i18n_lang"),
        },
    ),
    Producer(
        name="Medium",
        told_by=("content.bodyModel", "title"),
        fields={
            _M.TEXT: ("content.bodyModel.paragraphs",),
            _M.URL: ("canonicalUrl", "mediumUrl"),
            _M.AUTHORS: ("creator", "author"),
            _M.PUBLISHED: ("firstPublishedAt", "latestPublishedAt", "createdAt"),
            _M.MODIFIED: ("latestPublishedAt", "updatedAt"),
            _M.TAGS: ("virtuals.tags", "tags"),
            _M.LANGUAGE: ("detectedLanguage",),
            _M.SOURCE: ("homeCollection.name", "collection.name"),
        },
    ),
    Producer(
        name="Substack",
        told_by=("audience", "canonical_url", "post_date"),
        fields={
            _M.HTML: ("body_html",),
            _M.SUMMARY: ("truncated_body_text", "description", "subtitle"),
            _M.URL: ("canonical_url",),
            _M.AUTHORS: ("publishedBylines",),
            _M.PUBLISHED: ("post_date",),
            _M.SECTION: ("section_name",),
            _M.TAGS: ("postTags",),
        },
    ),
    # agencies and papers
    Producer(
        name="The Guardian",
        told_by=("webTitle", "webUrl"),
        fields={
            _M.TEXT: ("fields.body", "fields.bodyText", "blocks.body", "blocks.totalBodyBlocks.body"),
            _M.SUMMARY: ("fields.standfirst", "fields.trailText"),
            _M.TITLE: ("fields.headline", "webTitle"),
            _M.URL: ("webUrl",),
            _M.SOURCE: ("fields.publication",),
            _M.BYLINE: ("fields.byline",),
            _M.AUTHORS: ("contributor_tags", "fields.byline"),
            _M.PUBLISHED: ("webPublicationDate", "fields.firstPublicationDate"),
            _M.MODIFIED: ("fields.lastModified",),
            _M.SECTION: ("sectionName",),
            _M.TAGS: ("keyword_tags",),
            _M.LANGUAGE: ("fields.lang",),
        },
        ignored=("tags",),
    ),
    Producer(
        name="New York Times",
        told_by=("web_url", "headline.main"),
        fields={
            _M.SUMMARY: ("lead_paragraph", "abstract", "snippet"),
            _M.TITLE: ("headline.main", "headline.print_headline"),
            _M.URL: ("web_url",),
            _M.BYLINE: ("byline.original",),
            _M.AUTHORS: ("byline.original", "byline.person"),
            _M.PUBLISHED: ("pub_date",),
            _M.SECTION: ("section_name", "news_desk"),
            _M.TAGS: ("keywords.value",),
        },
        ignored=("byline", "multimedia"),
    ),
    Producer(
        name="schema.org",
        told_by=("@type", "articleBody"),
        fields={
            _M.TEXT: ("articleBody",),
            _M.URL: ("mainEntityOfPage", "url", "@id"),
            _M.TITLE: ("headline", "name"),
            _M.PUBLISHED: ("datePublished", "dateCreated"),
            _M.SOURCE: ("publisher.name", "publisher", "isPartOf.name", "sourceOrganization.name"),
            _M.SECTION: ("articleSection",),
            _M.TAGS: ("keywords",),
        },
    ),
    # interfaces and archives of news
    Producer(
        name="Event Registry",
        told_by=("dateTime", "source.title", "body"),
        fields={
            _M.PUBLISHED: ("dateTimePub", "dateTime", "date"),
            _M.SOURCE: ("source.title",),
            _M.SECTION: ("categories.label",),
            _M.TAGS: ("concepts.label",),
        },
        ignored=("time",),
    ),
    Producer(
        name="Aylien",
        told_by=("links.permalink", "body"),
        fields={
            _M.URL: ("links.permalink", "links.canonical"),
            _M.SOURCE: ("source.name",),
            _M.SECTION: ("categories.label",),
            _M.TAGS: ("keywords", "hashtags"),
        },
        ignored=("summary", "links"),
    ),
    Producer(
        name="Webz.io",
        told_by=("thread.site", "text"),
        fields={
            _M.TITLE: ("title", "thread.title", "thread.title_full"),
            _M.URL: ("url", "thread.url"),
            _M.SOURCE: ("thread.site_full", "thread.site"),
            _M.PUBLISHED: ("published", "thread.published"),
            _M.SECTION: ("categories", "thread.site_categories", "thread.section_title"),
        },
    ),
    Producer(
        name="newsdata.io",
        told_by=("article_id", "link", "pubDate"),
        fields={_M.URL: ("link",), _M.SOURCE: ("source_name", "source_id"), _M.AUTHORS: ("creator",),
                _M.SECTION: ("category",), _M.TAGS: ("keywords",)},
        ignored=("sourceurl", "datatype"),
    ),
    Producer(
        name="Perigon",
        told_by=("articleId", "authorsByline"),
        fields={_M.AUTHORS: ("matchedAuthors", "authorsByline"), _M.SOURCE: ("source.domain",),
                _M.PUBLISHED: ("pubDate",), _M.MODIFIED: ("refreshDate",), _M.SECTION: ("categories",),
                _M.TAGS: ("keywords",)},
        ignored=("medium", "sourceurl"),
    ),
    Producer(
        name="NewsCatcher",
        told_by=("name_source", "link"),
        fields={_M.AUTHORS: ("authors", "author", "journalists"), _M.SOURCE: ("name_source", "domain_url"),
                _M.URL: ("link",), _M.SECTION: ("topic", "theme")},
        ignored=("media", "domainurl", "medium"),
    ),
    Producer(
        name="GDELT",
        told_by=("seendate", "socialimage", "sourcecountry"),
        refused="GDELT lists addresses of articles, not their texts; fetch the pages and drop those.",
    ),
    Producer(
        name="GDELT",
        told_by=("GKGRECORDID",),
        refused="GDELT's knowledge graph holds codes and addresses, not the texts of articles.",
    ),
    Producer(
        name="GDELT",
        told_by=("GLOBALEVENTID",),
        refused="GDELT's events hold codes and addresses, not the texts of articles.",
    ),
    Producer(
        name="GDELT",
        told_by=("ngram", "pre", "post", "url"),
        refused="GDELT's web n-grams are single words with a few beside them, not articles.",
    ),
    Producer(
        name="Common Crawl index",
        told_by=("urlkey", "digest", "offset", "filename"),
        refused="An index of Common Crawl says where pages are, and does not hold them; drop the WARC files.",
    ),
    Producer(
        name="Media Cloud",
        told_by=("stories_id", "media_name"),
        fields={_M.TEXT: ("story_text", "text", "story_sentences.sentence"), _M.SOURCE: ("media_name",),
                _M.PUBLISHED: ("publish_date",)},
        ignored=("mediaurl", "storytags", "storyt"),
    ),
    Producer(
        name="Media Cloud",
        told_by=("media_name", "media_url", "publish_date"),
        fields={_M.SOURCE: ("media_name",), _M.PUBLISHED: ("publish_date",)},
        ignored=("mediaurl",),
    ),
    Producer(
        name="Bing News",
        told_by=("provider", "datePublished", "name", "url"),
        fields={_M.TITLE: ("name",), _M.SOURCE: ("provider",), _M.TAGS: ("about.name",)},
    ),
    Producer(
        name="Alpha Vantage",
        told_by=("time_published", "banner_image"),
        fields={_M.PUBLISHED: ("time_published",), _M.TAGS: ("topics.topic",), _M.SECTION: ("category_within_source",)},
    ),
    Producer(
        name="Diffbot",
        told_by=("pageUrl", "humanLanguage"),
        fields={_M.URL: ("resolvedPageUrl", "pageUrl"), _M.PUBLISHED: ("date", "estimatedDate"),
        _M.SOURCE: ("siteName",),
                _M.TAGS: ("tags",)},
    ),
    Producer(
        name="Factiva",
        told_by=("an", "publication_date", "source_name"),
        fields={_M.TEXT: ("body",), _M.SUMMARY: ("snippet",), _M.SOURCE: ("publisher_name", "source_name")},
    ),
    # crawlers and extractors
    Producer(
        name="news-please",
        told_by=("maintext", "date_publish"),
        fields={_M.TEXT: ("maintext",), _M.TITLE: ("title", "title_page", "title_rss"), _M.PUBLISHED: ("date_publish",),
                _M.MODIFIED: ("date_modify",), _M.SOURCE: ("source_domain",), _M.SUMMARY: ("description",)},
        ignored=("datedownload", "filename", "localpath", "text"),
    ),
    Producer(
        name="trafilatura",
        told_by=("source-hostname",),
        fields={_M.URL: ("source", "url"), _M.SOURCE: ("source-hostname", "sitename", "hostname"), _M.TEXT: ("text",
        "body"),
                _M.SUMMARY: ("excerpt", "description"), _M.SECTION: ("categories",), _M.TAGS: ("tags",)},
        ignored=("rawtext", "comments", "source", "license"),
    ),
    Producer(
        name="trafilatura",
        told_by=("fingerprint", "hostname"),
        fields={_M.URL: ("url", "source"), _M.SOURCE: ("sitename", "hostname"), _M.TEXT: ("text", "body"),
                _M.SUMMARY: ("description", "excerpt"), _M.SECTION: ("categories",), _M.TAGS: ("tags",)},
        ignored=("rawtext", "comments", "license"),
    ),
    Producer(
        name="fundus",
        told_by=("publishing_date",),
        fields={_M.PUBLISHED: ("publishing_date",), _M.TEXT: ("plaintext", "body"), _M.TAGS: ("topics",),
                _M.URL: ("html.responded_url", "html.requested_url", "url"), _M.SOURCE: ("publisher",
                "html.source_info.publisher")},
        ignored=("html",),
    ),
    Producer(
        name="newspaper",
        told_by=("top_image", "meta_lang"),
        fields={_M.URL: ("canonical_link", "url"), _M.TAGS: ("tags", "meta_keywords", "keywords")},
        ignored=("sourceurl",),
    ),
    Producer(
        name="CC-News",
        told_by=("requested_url", "plain_text"),
        fields={_M.TEXT: ("plain_text",), _M.SOURCE: ("sitename", "publisher"), _M.URL: ("requested_url",
        "responded_url"),
                _M.PUBLISHED: ("published_date",)},
        ignored=("crawldate",),
    ),
    Producer(
        name="Zyte",
        told_by=("article.articleBody", "url"),
        fields={_M.TEXT: ("article.articleBody",), _M.URL: ("article.canonicalUrl", "article.url", "url"),
                _M.AUTHORS: ("article.authors",)},
    ),
    Producer(
        name="FineWeb",
        told_by=("dump", "file_path", "text"),
        ignored=("date", "timestamp"),
    ),
    Producer(
        name="C4",
        told_by=("text", "timestamp", "url", "source=mc4"),
        ignored=("timestamp", "source"),
    ),
    Producer(
        name="OSCAR",
        told_by=("warc_headers", "content"),
        fields={_M.URL: ("warc_headers.warc-target-uri",), _M.LANGUAGE: ("metadata.identification.label",)},
        ignored=("metadata", "date"),
    ),
    # readers and clippers
    Producer(
        name="wallabag",
        told_by=("domain_name", "published_by"),
        fields={_M.URL: ("url", "given_url", "origin_url"), _M.AUTHORS: ("published_by",),
        _M.PUBLISHED: ("published_at",),
                _M.SOURCE: ("domain_name",)},
        ignored=("createdat", "updatedat"),
    ),
    Producer(
        name="wallabag",
        told_by=("domain_name", "is_archived"),
        fields={_M.SOURCE: ("domain_name",), _M.PUBLISHED: ("published_at",)},
        ignored=("createdat", "updatedat"),
    ),
    Producer(
        name="Feedly and Google Reader",
        told_by=("origin.title", "alternate.href"),
        fields={_M.URL: ("canonicalUrl", "canonical.href", "alternate.href"), _M.SOURCE: ("origin.title",),
                _M.TEXT: ("fullContent", "content", "summary"), _M.TAGS: ("keywords", "commonTopics", "categories"),
                _M.PUBLISHED: ("published",), _M.MODIFIED: ("updated",)},
        ignored=("id", "originid"),
    ),
    Producer(
        name="Inoreader and The Old Reader",
        told_by=("origin.title", "canonical.href"),
        fields={_M.URL: ("canonical.href",), _M.SOURCE: ("origin.title",),
                _M.TEXT: ("content", "summary"), _M.PUBLISHED: ("published",), _M.MODIFIED: ("updated",)},
        ignored=("id", "originid", "categories"),
    ),
    Producer(
        name="Miniflux",
        told_by=("feed_id", "feed.title"),
        fields={_M.SOURCE: ("feed.title",), _M.PUBLISHED: ("published_at",), _M.SECTION: ("feed.category.title",)},
        ignored=("createdat", "changedat", "commentsurl"),
    ),
    Producer(
        name="Tiny Tiny RSS",
        told_by=("feed_title", "marked"),
        fields={_M.SOURCE: ("feed_title",), _M.PUBLISHED: ("updated",)},
        ignored=("updated",),
    ),
    Producer(
        name="Omnivore",
        told_by=("savedAt", "siteName"),
        ignored=("createdat", "updatedat", "savedat"),
    ),
    Producer(
        name="Readability",
        told_by=("textContent", "siteName"),
        fields={_M.HTML: ("content",), _M.TEXT: ("textContent",), _M.PUBLISHED: ("publishedTime",)},
        ignored=("dir", "length"),
    ),
    Producer(
        name="Pocket",
        told_by=("resolved_title", "resolved_url"),
        fields={_M.TITLE: ("resolved_title", "given_title"), _M.URL: ("resolved_url", "given_url"),
                _M.PUBLISHED: ("date_published",)},
        ignored=("status", "timeadded"),
    ),
    Producer(
        name="Zotero",
        told_by=("itemType", "creators"),
        fields={_M.AUTHORS: ("creators",), _M.SOURCE: ("publicationTitle", "websiteTitle", "blogTitle"),
                _M.PUBLISHED: ("date",), _M.SUMMARY: ("abstractNote",), _M.TAGS: ("tags",)},
        ignored=("dateadded", "datemodified", "accessdate"),
    ),
    Producer(
        name="CSL JSON",
        told_by=("container-title", "issued"),
        fields={_M.SOURCE: ("container-title",), _M.PUBLISHED: ("issued",)},
    ),
    # search engines and databases
    Producer(
        name="FollowTheMoney",
        told_by=("schema", "properties"),
        fields={
            _M.TEXT: ("properties.bodyText", "properties.bodyHtml"),
            _M.TITLE: ("properties.title", "properties.subject", "properties.name"),
            _M.SUMMARY: ("properties.summary", "properties.description"),
            _M.URL: ("properties.sourceUrl", "properties.url"), _M.SOURCE: ("properties.publisher",),
            _M.AUTHORS: ("properties.author", "properties.from"),
            _M.PUBLISHED: ("properties.publishedAt", "properties.date"),
            _M.MODIFIED: ("properties.modifiedAt",), _M.LANGUAGE: ("properties.language",),
            _M.TAGS: ("properties.keywords",),
        },
        ignored=("datasets", "firstseen", "lastseen", "lastchange", "subject"),
    ),
    Producer(
        name="Tika",
        told_by=("X-TIKA:content",),
        fields={_M.TEXT: ("X-TIKA:content",), _M.TITLE: ("dc:title", "title"),
                _M.AUTHORS: ("dc:creator", "meta:author", "Author"),
                _M.PUBLISHED: ("dcterms:created", "meta:creation-date", "Creation-Date", "date"),
                _M.MODIFIED: ("dcterms:modified", "Last-Modified"), _M.SOURCE: ("dc:publisher",),
                _M.TAGS: ("dc:subject", "meta:keyword", "Keywords"), _M.LANGUAGE: ("dc:language", "language")},
        ignored=("dc:description",),
    ),
    Producer(
        name="FSCrawler",
        told_by=("content", "file.filename"),
        fields={_M.TITLE: ("meta.title",), _M.AUTHORS: ("meta.author",), _M.PUBLISHED: ("meta.date", "meta.created"),
                _M.MODIFIED: ("meta.modified",), _M.LANGUAGE: ("meta.language",), _M.TAGS: ("meta.keywords",)},
        ignored=("file", "path"),
    ),
    Producer(
        name="Refinitiv (NewsML-G2 as JSON)",
        told_by=("newsItem.contentSet", "newsItem.itemMeta"),
        fields={_M.TEXT: ("newsItem.contentSet.inlineData",), _M.TITLE: ("newsItem.contentMeta.headline",
                "newsItem.itemMeta.title"), _M.PUBLISHED: ("newsItem.itemMeta.firstCreated",
                "newsItem.itemMeta.versionCreated"), _M.BYLINE: ("newsItem.contentMeta.by",),
                _M.LANGUAGE: ("newsItem.contentMeta.language._tag", "newsItem.contentMeta.language.tag")},
    ),
    Producer(
        name="Reddit",
        told_by=("selftext", "permalink"),
        fields={_M.TEXT: ("selftext",), _M.PUBLISHED: ("created_utc",), _M.SOURCE: ("subreddit_name_prefixed",
        "subreddit")},
        ignored=("author", "media", "category", "domain", "link", "url"),
    ),
)  # fmt: skip
