"""How other commands find what runs."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from workers.local.errors import ServiceError
from workers.local.runtime import FILE, Runtime, own_start, settings_with_runtime
from workers.settings import Settings


def make_runtime(pid: int | None = None, started: float | None = None) -> Runtime:
    """A runtime of this process, unless said otherwise."""
    return Runtime(
        pid=os.getpid() if pid is None else pid,
        started=own_start() if started is None else started,
        broker_url="redis://:secret@127.0.0.1:1/0",
        elasticsearch_url="http://127.0.0.1:2",
        queue="/somewhere/queue",
    )


def test_written_and_read(tmp_path: Path) -> None:
    """What is written is read, only its owner can read it, and it goes away."""
    runtime = make_runtime()
    runtime.write(tmp_path)
    runtime.write(tmp_path)
    assert runtime == Runtime.read(tmp_path)
    assert 0o600 == (tmp_path / FILE).stat().st_mode & 0o777
    assert [FILE] == [path.name for path in tmp_path.iterdir()]
    Runtime.remove(tmp_path)
    assert Runtime.read(tmp_path) is None


def test_left_by_a_killed_process(tmp_path: Path) -> None:
    """A file whose process is gone, or whose number another process has now, counts as none."""
    make_runtime(pid=2**22 + 1).write(tmp_path)
    assert Runtime.read(tmp_path) is None
    make_runtime(started=own_start() - 1000).write(tmp_path)
    assert Runtime.read(tmp_path) is None
    (tmp_path / FILE).write_text("{")
    assert Runtime.read(tmp_path) is None


def test_settings_with_runtime(tmp_path: Path) -> None:
    """What the settings name stays; what they leave open is filled in."""
    make_runtime().write(tmp_path)
    settings = Settings(data=tmp_path, elasticsearch_url="http://elsewhere:9200")
    filled = settings_with_runtime(settings)
    assert "http://elsewhere:9200" == filled.elasticsearch_url
    assert "redis://:secret@127.0.0.1:1/0" == filled.broker_url
    assert Path("/somewhere/queue") == filled.queue_folder
    empty = tmp_path / "empty"
    empty.mkdir()
    other = Settings(data=empty)
    assert other is settings_with_runtime(other)


def test_the_key_of_the_embedded_elasticsearch(tmp_path: Path) -> None:
    """Commands take the operator's key with the address that they found, and leave a server of the user's own alone."""
    (tmp_path / "operator").write_text("a2V5\n")
    runtime = msgspec.structs.replace(make_runtime(), elasticsearch_operator_key_file=str(tmp_path / "operator"))
    runtime.write(tmp_path)
    filled = settings_with_runtime(Settings(data=tmp_path))
    assert filled.elasticsearch_api_key is not None
    assert "a2V5" == filled.elasticsearch_api_key.get_secret_value()
    own = Settings(data=tmp_path, elasticsearch_url="http://elsewhere:9200")
    assert settings_with_runtime(own).elasticsearch_api_key is None
    (tmp_path / "operator").unlink()
    with pytest.raises(ServiceError, match="operator cannot be read"):
        settings_with_runtime(Settings(data=tmp_path))


def test_json_is_stable() -> None:
    """The file is JSON that other programs may read."""
    keys = {"pid", "started", "broker_url", "elasticsearch_url", "queue"}
    assert keys == set(msgspec.json.decode(msgspec.json.encode(make_runtime())))
