"""A writer of compound files ([MS-CFB], version 3), as far as made messages of Outlook need it."""

from __future__ import annotations

import struct
from collections.abc import Mapping

_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SECTOR, _MINI = 512, 64

#: A folder: name → stream or folder.
Folder = Mapping[str, "bytes | Folder"]


def compound_file(root: Folder) -> bytes:
    """The bytes of a compound file with these folders and streams; streams under 4096 bytes go to the mini stream."""
    entries: list[list[int | bytes | str]] = []  # name, type, left, right, child, start, size
    mini = b""
    mini_fat: list[int] = []
    sectors: list[bytes] = []
    fat: list[int] = []

    def chain(data: bytes) -> int:
        if not data:
            return _END
        start = len(sectors)
        pieces = [data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR)]
        sectors.extend(pieces)
        fat.extend([*range(start + 1, start + len(pieces)), _END])
        return start

    def mini_chain(data: bytes) -> int:
        nonlocal mini
        if not data:
            return _END
        start = len(mini_fat)
        count = -(-len(data) // _MINI)
        mini_fat.extend([*range(start + 1, start + count), _END])
        mini += data.ljust(count * _MINI, b"\0")
        return start

    def add(name: str, content: bytes | Folder, kind: int) -> int:
        number = len(entries)
        if isinstance(content, bytes):
            start = chain(content) if len(content) >= 4096 else mini_chain(content)
            entries.append([name, 2, _NONE, _NONE, _NONE, start, len(content)])
            return number
        entries.append([name, kind, _NONE, _NONE, _NONE, 0 if kind == 1 else _END, 0])
        children = [
            add(child, content[child], 1) for child in sorted(content, key=lambda name: (len(name), name.upper()))
        ]
        entries[number][4] = tree(children)
        return number

    def tree(children: list[int]) -> int:
        if not children:
            return _NONE
        middle = len(children) // 2
        entries[children[middle]][2] = tree(children[:middle])
        entries[children[middle]][3] = tree(children[middle + 1 :])
        return children[middle]

    add("Root Entry", root, 5)
    entries[0][5], entries[0][6] = chain(mini), len(mini)
    directory = b"".join(_entry(*entry) for entry in entries)
    directory_start = chain(directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0"))
    packed = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_start = chain(packed.ljust(-(-len(packed) // _SECTOR) * _SECTOR, b"\xff"))
    fat_sectors = 1
    while (len(sectors) + fat_sectors) * 4 > fat_sectors * _SECTOR:
        fat_sectors += 1
    assert fat_sectors <= 109
    first = len(sectors)
    table = [*fat, *([_FAT] * fat_sectors)]
    table += [_FREE] * (fat_sectors * _SECTOR // 4 - len(table))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, fat_sectors, directory_start, 0, 4096,
        mini_start if mini_fat else _END, -(-len(packed) // _SECTOR), _END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", *range(first, first + fat_sectors), *([_FREE] * (109 - fat_sectors)))
    return header + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _entry(
    name: object, kind: object, left: object, right: object, child: object, start: object, size: object
) -> bytes:
    encoded = str(name).encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sIQQIQ", encoded, len(encoded), kind, 1, left, right, child, b"", 0, 0, 0, start, size
    )  # fmt: skip
