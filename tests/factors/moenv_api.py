"""A server on this machine that answers as MOENV's open-data API does, and misbehaves as asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from ef_training.factors import Factor, load_factors

KEY = "0badc0de-made-up-for-tests"
PATH = "/api/v2/CFP_P_02"
HTML = "<!DOCTYPE html><html><body>查無資料</body></html>"


@dataclass
class Answer:
    """What the server sends; ``cut`` bytes are kept back although the length counts them, ``delay`` seconds pass before."""

    body: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0
    delay: float = 0.0


@dataclass
class Call:
    number: int
    key: str
    limit: int
    offset: int
    query: Mapping[str, str]


Behaviour = Callable[[Call], Answer]


@dataclass
class Api:
    url: str
    behave: Behaviour
    calls: list[Call] = field(default_factory=list)


def record(factor: Factor, **changes: str) -> dict[str, str]:
    """A row of the catalogue as the API gives it."""
    return {
        "name": factor.name,
        "coe": f"{factor.published_value:.10g}",
        "unit": factor.published_unit,
        "departmentname": factor.publisher,
        "announcementyear": str(factor.announced),
        **changes,
    }


def shipped_records() -> list[dict[str, str]]:
    return [record(factor) for factor in load_factors()]


def row(name: str, coe: str, unit: str = "公斤(kg)", year: str = "2026", publisher: str = "測試用提供單位") -> dict[str, str]:
    return {"name": name, "coe": coe, "unit": unit, "departmentname": publisher, "announcementyear": year}


def page(rows: Sequence[Mapping[str, str]], call: Call, /, **other: Any) -> Answer:
    """One page as the API writes it: all values text, its own key repeated in the links."""
    content = {
        "fields": [{"id": "name", "type": "text", "info": {"label": "名稱"}}],
        "resource_id": "made-up",
        "__extras": {"api_key": call.key},
        "include_total": True,
        "total": str(len(rows)),
        "limit": str(call.limit),
        "offset": str(call.offset),
        "_links": {"start": f"/api/v2/cfp_p_02?api_key={call.key}"},
        "records": rows[call.offset : call.offset + call.limit],
        **other,
    }
    return Answer(json.dumps(content, ensure_ascii=False))


def sound(records: Sequence[Mapping[str, str]]) -> Behaviour:
    """Pages as they should be; a wrong key is answered with a web page."""
    return lambda call: page(records, call) if call.key == KEY else Answer(HTML)


@contextmanager
def serving(behave: Behaviour) -> Iterator[Api]:
    """Serve on a free port of 127.0.0.1 until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query))
            call = Call(len(api.calls) + 1, query["api_key"], int(query["limit"]), int(query["offset"]), query)
            api.calls.append(call)
            answer = api.behave(call) if parts.path == PATH else Answer("not here", 404)
            stopped.wait(answer.delay)
            body = answer.body.encode()
            try:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) - answer.cut])
            except OSError:
                pass  # the caller has gone

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    stopped = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    api = Api(f"http://127.0.0.1:{server.server_port}{PATH}", behave)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("no_proxy", "127.0.0.1")
            yield api
    finally:
        stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()
