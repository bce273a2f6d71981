"""Stories of Factiva's exports: as it shows them, or with codes of two letters ("HD", "BY", "WC", ...)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.article import Given
from articles.forms.export_story import Story, day, is_copyright, language
from articles.forms.wrapped_lines import paragraphs_of

_CODE = re.compile(
    r"(SE|HD|CR|BY|WC|PD|ET|SN|SC|NGC|GC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPD|IPC|PUB|AN|ART|CLM|DLN|RST)"
    r"(?:[ \t]+(.*))?"
)
_WORDS = re.compile(r"[\d.,’' ]{1,9} (?:words|wörter|mots|palabras|parole|palavras|woorden|ord|слов\w*|słów)", re.I)
_TIME = re.compile(r"\d{1,2}:\d{2}(?: [A-Z]{2,5})?")
_END = re.compile(r"(?:AN[ \t]+)?(?:Document|Dokument|Documento) \w+")
_BYLINE = re.compile(r"(?:by|von|par|por|di)\s+\S.*", re.I)


def recognise(text: str) -> bool:
    """Tell whether a text has the number of words that Factiva sets under each title, or its codes."""
    return any(_WORDS.fullmatch(line.strip()) or line.startswith("HD ") for line in text.splitlines())


def story(text: str) -> Story:
    """Read one story."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\f", "").replace("\xa0", " ").split("\n")]
    if any(re.match(r"HD(?:\s|$)", line) for line in lines):
        return _coded(lines)
    return _shown(lines)


def _coded(lines: list[str]) -> Story:
    fields: dict[str, list[str]] = {}
    code = ""
    column = 0  # where values begin; lines that go on are set under them
    for line in lines:
        if (match := _CODE.fullmatch(line)) is not None:
            code = match[1]
            fields.setdefault(code, [])
            if match[2]:
                column = match.start(2)
                fields[code].append(match[2])
        elif code:
            fields[code].append(line[column:] if not line[:column].strip() else line)
    one = {name: " ".join(" ".join(values).split()) for name, values in fields.items()}
    body = "\n\n".join("\n".join(fields.get(name, ())) for name in ("LP", "TD"))
    return Story(
        paragraphs=list(_paragraphs(body)),
        given=Given(
            title=one.get("HD") or None,
            byline=one.get("BY") or None,
            source=one.get("SN") or None,
            published_at=_moment(one.get("PD", ""), one.get("ET", "")),
            language=language(one.get("LA", "")),
            section=one.get("SE") or None,
        ),
    )


def _shown(lines: list[str]) -> Story:
    """Read title, byline, words, day, hour, paper, its code, page, language, copyright; then the text."""
    words = next((number for number, line in enumerate(lines) if _WORDS.fullmatch(line.strip())), None)
    if words is None:
        return Story(paragraphs=(), given=Given(title=next((line.strip() for line in lines if line.strip()), None)))
    above = [" ".join(line.split()) for line in lines[:words] if line.strip()]
    byline = above.pop() if len(above) > 1 and _is_byline(above) else None
    section = above.pop(0) if len(above) > 1 and len(above[0].split()) <= 3 else None
    below = words + 1
    said = {"date": "", "time": "", "source": "", "language": ""}
    for number in range(words + 1, min(words + 16, len(lines))):
        line = lines[number].strip()
        if not _of_head(line, said):
            break
        below = number + 1
    body = [line for line in lines[below:] if not _END.fullmatch(line.strip())]
    return Story(
        paragraphs=list(_paragraphs("\n".join(body))),
        given=Given(
            title=" ".join(above) or None,
            byline=byline,
            source=said["source"] or None,
            published_at=_moment(said["date"], said["time"]),
            language=language(said["language"]),
            section=section,
        ),
    )


def _of_head(line: str, said: dict[str, str]) -> bool:
    """Read a line under the number of words; False for the first of the text."""
    if not line or is_copyright(line):
        return True
    if not said["date"] and day(line):
        said["date"] = line
    elif not said["time"] and _TIME.fullmatch(line):
        said["time"] = line
    elif not said["source"] and said["date"] and len(line) < 90:
        said["source"] = line
    elif not said["language"] and language(line) and len(line.split()) <= 2:
        said["language"] = line
    else:
        # the paper's code, its edition, a page, an owner of the rights after "Copyright"
        return len(line) < 40 and not line.endswith((".", "!", "?")) and not said["language"]
    return True


def _is_byline(above: list[str]) -> bool:
    last = above[-1]
    return bool(_BYLINE.fullmatch(last)) or (1 < len(last.split()) <= 5 and last.istitle() and not above[0].istitle())


def _paragraphs(text: str) -> Iterator[str]:
    if re.search(r"\n[ \t]*\n", text.strip()):
        yield from paragraphs_of(text)
        return
    for line in text.split("\n"):
        yield from paragraphs_of(line) if line.strip() else ()


def _moment(date: str, time: str) -> str | None:
    return (day(f"{date} {time}") if time else None) or day(date)
