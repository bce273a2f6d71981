"""Find a Java that can run Elasticsearch."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from workers.local.supervision.users import User, can_reach

#: Elasticsearch 9 needs it.
MINIMUM = 21

#: Where systems put Java, newest first within each.
_PLACES = (
    ("/usr/lib/jvm", "*"),
    ("/usr/java", "*"),
    ("/opt", "*j[dr][ke]*"),
    ("/opt/java", "*"),
    ("/Library/Java/JavaVirtualMachines", "*/Contents/Home"),
    ("/opt/homebrew/opt", "openjdk*"),
)


def find(
    user: User | None = None,
    environment: Mapping[str, str] = os.environ,
    places: tuple[tuple[str, str], ...] = _PLACES,
    minimum: int = MINIMUM,
) -> Path | None:
    """Return the home of a Java of version `minimum` or later that `user` can reach; None if there is none.

    Looked for in this order: ES_JAVA_HOME, JAVA_HOME, `java` on the path, the system's Java folders.
    """
    for home in _candidates(environment, places):
        if (home / "bin" / "java").is_file() and version(home) >= minimum and can_reach(home / "bin" / "java", user):
            return home
    return None


def version(home: Path) -> int:
    """Return the major version from the file `release` of every JDK; 0 if it is missing."""
    try:
        text = (home / "release").read_text(errors="replace")
    except OSError:
        return 0
    match = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', text, re.MULTILINE)
    return int(match[1]) if match else 0


def _candidates(environment: Mapping[str, str], places: tuple[tuple[str, str], ...]) -> Iterator[Path]:
    for name in ("ES_JAVA_HOME", "JAVA_HOME"):
        if environment.get(name):
            yield Path(environment[name])
    on_path = shutil.which("java", path=environment.get("PATH"))
    if on_path:
        yield Path(on_path).resolve().parent.parent
    for folder, pattern in places:
        yield from sorted(Path(folder).glob(pattern), key=version, reverse=True)
