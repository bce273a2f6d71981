"""Short codes that site generators and WordPress leave in texts: `[caption]`, `{{< figure >}}`, `{% include %}`."""

from __future__ import annotations

import re

#: Removed together with their content, which is not text of the article.
_WITH_CONTENT = re.compile(
    r"\[(caption|wp_caption|embed|audio|video|playlist|gallery|code|sourcecode|ad|adsense|vimeo|youtube|pullquote_ad|"
    r"contact-form(?:-7)?|mc4wp_form|gravityform)\b[^\[\]]*\].{0,4000}?\[/\1\]",
    re.I | re.S,
)
_ATTRIBUTES = r"(?:\s+[\w\-]+=(?:\"[^\"]*\"|'[^']*'|&#8221;[^\[\]]*|[^\s\[\]]+))"
_SINGLE = re.compile(
    rf"\[[a-z][a-z0-9_\-]{{1,40}}{_ATTRIBUTES}+\s*/?\]"
    r"|\[/[a-z][a-z0-9_\-]{1,40}\]"
    r"|\[(?:gallery|embed|audio|video|playlist|caption|ad|adsense|toc|more|nextpage|contact-form|sociallinks|sharethis|"
    r"(?:vc|et_pb|fusion|su|av|mk|cs|wpv|elementor|tve|siteorigin|x)_?[\w\-]*)\s*/?\]",
    re.I,
)
_HUGO = re.compile(r"\{\{(?:<.{0,2000}?>|%.{0,2000}?%)\}\}", re.S)
_LIQUID = re.compile(r"\{%-?.{0,2000}?-?%\}|\{\{\s*[\w.|:'\" \-/]{0,300}\}\}", re.S)


def without_shortcodes(text: str) -> str:
    """Return a text without WordPress's short codes; what captions and players hold goes with them."""
    if "[" not in text:
        return text
    return _SINGLE.sub("", _WITH_CONTENT.sub("", text))


def without_templates(text: str) -> str:
    """Return a Markdown text without the short codes of Hugo and the tags of Liquid (Jekyll, Eleventy)."""
    if "{{" in text:
        text = _HUGO.sub("", text)
    return _LIQUID.sub("", text) if "{{" in text or "{%" in text else text
