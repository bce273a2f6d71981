"""Looking for a Java."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers.local.elasticsearch import java


def make_java(home: Path, version: str | None) -> Path:
    """A folder that looks like a JDK."""
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "java").write_text("#!/bin/sh\n")
    (home / "bin" / "java").chmod(0o755)
    if version is not None:
        (home / "release").write_text(f'IMPLEMENTOR="somebody"\nJAVA_VERSION="{version}"\n')
    return home


@pytest.mark.parametrize(
    ("written", "expected"),
    [("25", 25), ("21.0.4", 21), ("17.0.15", 17), ("1.8.0_402", 8), ("25-ea", 25), (None, 0)],
)
def test_version(tmp_path: Path, written: str | None, expected: int) -> None:
    """The major version is read from the file `release`, old numbering included; 0 without one."""
    assert expected == java.version(make_java(tmp_path / "jdk", written))


def test_order(tmp_path: Path) -> None:
    """ES_JAVA_HOME comes before JAVA_HOME, that before the path, and that before the system's folders."""
    homes = {name: make_java(tmp_path / name, "21") for name in ("es", "home", "path", "jvm/system")}
    environment = {
        "ES_JAVA_HOME": str(homes["es"]),
        "JAVA_HOME": str(homes["home"]),
        "PATH": str(homes["path"] / "bin"),
    }
    places = ((str(tmp_path / "jvm"), "*"),)
    for name, variable in (("es", "ES_JAVA_HOME"), ("home", "JAVA_HOME"), ("path", "PATH"), ("jvm/system", None)):
        assert homes[name] == java.find(environment=environment, places=places)
        if variable:
            del environment[variable]


def test_too_old_is_passed_over(tmp_path: Path) -> None:
    """A default Java that is too old does not hide a newer one in the system's folder, and the newest is taken."""
    old = make_java(tmp_path / "old", "17.0.15")
    make_java(tmp_path / "jvm" / "a21", "21")
    newest = make_java(tmp_path / "jvm" / "b25", "25")
    found = java.find(environment={"JAVA_HOME": str(old), "PATH": ""}, places=((str(tmp_path / "jvm"), "*"),))
    assert newest == found


def test_none(tmp_path: Path) -> None:
    """None where there is none."""
    assert java.find(environment={"PATH": str(tmp_path)}, places=((str(tmp_path), "*"),)) is None
