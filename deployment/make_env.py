"""Makes .env from .env.example, with passwords made up and this user's numbers, and the queue folder it names."""

from __future__ import annotations

import os
import re
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def fill(example: str, uid: int, gid: int) -> str:
    """The example with every empty password made up, and the owner's numbers; root's stay the image's own."""
    text = re.sub(r"^(\w+_PASSWORD)=$", lambda match: f"{match[1]}={secrets.token_urlsafe(24)}", example, flags=re.M)
    if uid:
        text = re.sub(r"^QUEUE_UID=.*$", f"QUEUE_UID={uid}", text, flags=re.M)
        text = re.sub(r"^QUEUE_GID=.*$", f"QUEUE_GID={gid}", text, flags=re.M)
    return text


def main(root: Path = ROOT) -> None:
    """Write the file, unless it is there."""
    target = root / ".env"
    if target.exists():
        sys.exit(f"{target} is there already; remove it to make another.")
    text = fill((root / ".env.example").read_text(), os.getuid(), os.getgid())
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    settings = dict(line.split("=", 1) for line in text.splitlines() if re.match(r"\w+=", line))
    inbox = root / settings["QUEUE_FOLDER"] / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    if os.getuid() == 0:
        for folder in (inbox, inbox.parent):
            os.chown(folder, int(settings["QUEUE_UID"]), int(settings["QUEUE_GID"]))
    sys.stdout.write(f"Made {target} and {inbox.parent}; now: docker compose up --detach\n")


if __name__ == "__main__":
    main()
