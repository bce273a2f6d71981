"""Make .env from .env.example, with passwords made up and this user's numbers; then the secrets and the queue folder.

Where there is a .env already it keeps what it says; passwords that a later version needs are added to it.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


#: Names of what nobody but the containers may know.
_SECRET = r"\w+_(?:PASSWORD|TOKEN)"  # noqa: S105 - a pattern


def fill(example: str, uid: int, gid: int) -> str:
    """Return the example with every empty password made up, and the owner's numbers; root's stay the image's own."""
    text = re.sub(rf"^({_SECRET})=$", lambda match: f"{match[1]}={secrets.token_urlsafe(24)}", example, flags=re.M)
    if uid:
        text = re.sub(r"^QUEUE_UID=.*$", f"QUEUE_UID={uid}", text, flags=re.M)
        text = re.sub(r"^QUEUE_GID=.*$", f"QUEUE_GID={gid}", text, flags=re.M)
    return text


def write_secrets(folder: Path, settings: dict[str, str]) -> None:
    """Write each secret of .env into a file that any container's user can read, in a folder closed to other users."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    for name, value in settings.items():
        if re.fullmatch(_SECRET, name):
            path = folder / name.lower()
            path.unlink(missing_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w") as file:
                file.write(value)
            path.chmod(0o444)


def _settings(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines() if re.match(r"\w+=", line))


def main(root: Path = ROOT) -> None:
    """Write what is missing, and the secrets as .env has them."""
    target = root / ".env"
    is_new = not target.exists()
    if is_new:
        text = fill((root / ".env.example").read_text(), os.getuid(), os.getgid())
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
    settings = _settings(target.read_text())
    added = [name for name in _settings((root / ".env.example").read_text()) if re.fullmatch(_SECRET, name)]
    if missing := [name for name in added if name not in settings]:
        text = fill("".join(f"{name}=\n" for name in missing), 0, 0)
        with target.open("a") as file:
            file.write(f"\n# Added by a later version.\n{text}")
        settings |= _settings(text)
    if empty := [name for name, value in settings.items() if re.fullmatch(_SECRET, name) and not value]:
        sys.exit(f"{target} has no value for {', '.join(empty)}.")
    write_secrets(root / "secrets", settings)
    inbox = root / settings.get("QUEUE_FOLDER", "./queue") / "inbox"
    if not inbox.exists():
        inbox.mkdir(parents=True)
        if os.getuid() == 0:
            for folder in (inbox, inbox.parent):
                os.chown(folder, int(settings["QUEUE_UID"]), int(settings["QUEUE_GID"]))
    made = (
        f"Made {target}, {root / 'secrets'} and {inbox.parent}" if is_new else f"Wrote {root / 'secrets'} from {target}"
    )
    sys.stdout.write(f"{made}; now: docker compose up --detach\n")


if __name__ == "__main__":
    main()
