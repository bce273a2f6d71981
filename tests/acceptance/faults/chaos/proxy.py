"""A door to Elasticsearch that answers some requests, or some items of a bulk, itself: too busy, too large, or no."""

from __future__ import annotations

import http.client
import json
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

Answer = tuple[int, list[tuple[str, str]], bytes]


def too_large() -> Answer:
    """What nginx says of a request beyond `client_max_body_size`."""
    page = b"<html><head><title>413 Request Entity Too Large</title></head><body><hr>nginx</body></html>"
    return 413, [("content-type", "text/html")], page


def too_busy() -> Answer:
    """What Elasticsearch says of a request that its indexing pressure or a thread pool has no room for."""
    error = {
        "type": "es_rejected_execution_exception",
        "reason": "rejected execution of coordinating operation [coordinating_and_primary_bytes=53000000, "
        "replica_bytes=0, all_bytes=53000000, coordinating_operation_bytes=8000, max_coordinating_bytes=53687091]",
    }
    kind = [("content-type", "application/json"), ("x-elastic-product", "Elasticsearch")]
    return 429, kind, json.dumps({"error": error | {"root_cause": [error]}, "status": 429}).encode()


class Proxy:
    """Passes everything on to `url`, except the items of a bulk for which `refuse` names a status.

    Args:
        url: of the real Elasticsearch.
        refuse: told the action's head and body, and how often this item came before; 0 lets it pass.
        gate: told method, path and body of a request; answers it, or lets it pass with None.
    """

    def __init__(
        self,
        url: str,
        refuse: Callable[[dict[str, Any], dict[str, Any], int], int] = lambda head, body, came: 0,
        *,
        gate: Callable[[str, str, bytes], Answer | None] = lambda method, path, body: None,
    ) -> None:
        self._parts = urlsplit(url)
        self._refuse = refuse
        self._gate = gate
        self._came: Counter[str] = Counter()
        self.refused: Counter[int] = Counter()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:
                """Tells nobody."""

            def _pass(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                status, headers, answer = proxy.answer(self.command, self.path, dict(self.headers), body)
                self.send_response(status)
                for name, value in headers:
                    if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                        self.send_header(name, value)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass  # noqa: N815

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """What Elasticsearch says, with the refused items put in."""
        if (own := self._gate(method, path, body)) is not None:
            self.refused[own[0]] += 1
            return own
        if not path.startswith("/_bulk"):
            return self._ask(method, path, headers, body)
        statuses: list[tuple[str, dict[str, Any], int]] = []
        passed: list[bytes] = []
        lines = iter(body.splitlines(keepends=True))
        for line in lines:
            ((action, head),) = json.loads(line).items()
            document = b"" if action == "delete" else next(lines)
            key = f"{head['_index']}/{head['_id']}"
            status = self._refuse(head, json.loads(document or b"{}"), self._came[key])
            self._came[key] += 1
            statuses.append((action, head, status))
            if not status:
                passed += [line, document]
        answered = {"took": 0, "errors": False, "items": []}
        if passed:
            code, said, raw = self._ask(method, path, headers, b"".join(passed))
            if code != 200:
                return code, said, raw
            answered = json.loads(raw)
        real = iter(answered["items"])
        items = []
        for action, head, status in statuses:
            if not status:
                items.append(next(real))
                continue
            self.refused[status] += 1
            error = {"type": "made_up_exception", "reason": "the proxy says so"}
            items.append({action: {"_index": head["_index"], "_id": head["_id"], "status": status, "error": error}})
        kind = [("content-type", "application/json"), ("x-elastic-product", "Elasticsearch")]
        return 200, kind, json.dumps(answered | {"errors": True, "items": items}).encode()

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        connection = http.client.HTTPConnection(self._parts.hostname or "", self._parts.port, timeout=60)
        try:
            kept = {name: value for name, value in headers.items() if name.lower() not in ("host", "content-length")}
            connection.request(method, path, body=body, headers=kept)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()
