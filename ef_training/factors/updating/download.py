"""Reading MOENV's open-data API: page by page, with the total checked, or not at all.

``GET https://data.moenv.gov.tw/api/v2/CFP_P_02?format=json&limit=1000&offset=0&api_key=…`` answers with an object of ``fields``,
``total``, ``limit``, ``offset`` and ``records`` (or with the bare list of records), all values as text, at most 1,000 records a
call. A key is free. A wrong key is answered with a web page or a sentence.

The key goes into the request and nowhere else: no message, no log and no file holds it, and it is sent over https only.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from socket import gaierror
from ssl import SSLError
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit, urlunsplit

from ...errors import DataError, Problem
from ...messages import Message, message, msg
from .publication import Publication, Record, decode_json, records_of, settle, total_of

URL = "https://data.moenv.gov.tw/api/v2/CFP_P_02"
LONGEST_LIMIT = 9
"""Digits of the longest number of rows that is believed."""
_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (http.client.IncompleteRead, msg("the answer ended before its end")),
    (TimeoutError, msg("no answer in time")),
    (ConnectionRefusedError, msg("the connection was refused")),
    (ConnectionError, msg("the connection was cut")),
    (http.client.HTTPException, msg("the answer is no HTTP")),
    (SSLError, msg("the secure connection failed")),
)
"""Why a call fails, the narrower kinds first (`http.client.RemoteDisconnected` is a `ConnectionError`)."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class DownloadSettings:
    """Bounds of a download; all are the project's own choice but ``page``.

    Parameters
    ----------
    page : int
        Rows a call; the API gives at most 1,000.
    timeout : float
        Seconds without an answer until a call is given up.
    tries : int
        Calls for one page where the API is busy, fails (5xx) or does not answer.
    wait, longest_wait : float
        Seconds before the second try, doubled for each further one, and the longest time the API may ask to wait.
    whole : float
        Seconds for the whole download.
    page_bytes, rows : int
        Largest answer and largest catalogue that are read (the catalogue has 1,164 rows of about 150 bytes).
    """

    page: int = 1000
    timeout: float = 30.0
    tries: int = 4
    wait: float = 1.0
    longest_wait: float = 30.0
    whole: float = 300.0
    page_bytes: int = 20_000_000
    rows: int = 100_000


class _Passing(Exception):
    """A failure that may pass; ``wait`` is how long the API asks to wait, in seconds."""

    def __init__(self, what: Message, wait: float = 0.0):
        super().__init__(str(what))
        self.what, self.wait = what, wait


def fetch(
    key: str,
    *,
    url: str = URL,
    settings: DownloadSettings | None = None,
    sleep: Callable[[float], None] = time.sleep,
    progress: Callable[[Message], None] | None = None,
) -> Publication:
    """Read the whole catalogue from the API.

    Parameters
    ----------
    key : str
        The API key.
    url : str
        Address of the data set; https, or a server on this machine.
    sleep, progress : callable
        Waits between tries; gets a sentence per page.

    Raises
    ------
    DataError
        The key is refused, the API cannot be reached or does not answer with its data, the answer is partial, the catalogue
        changed while it was read, or rows cannot be read (all of them listed).
    """
    reader = _Reader(key.strip(), url, settings or DownloadSettings(), sleep, progress or (lambda _: None))
    pages = reader.pages()
    records = [record for page in pages for record in page]
    if _repeats(pages) and _texts(reader.pages()) != _texts(pages):
        raise DataError(
            Problem(
                message("two readings of the API gave different rows: its order changes between calls, and a row may be missing"),
                reader.place,
                message("try again later, or use a file that was downloaded: “--file”"),
            )
        )
    return settle(records, reader.place)


class _Reader:
    """Reads pages; knows the key and keeps it out of everything it says."""

    def __init__(
        self, key: str, url: str, settings: DownloadSettings, sleep: Callable[[float], None], tell: Callable[[Message], None]
    ):
        self._key, self._settings, self._sleep, self._tell = key, settings, sleep, tell
        self._ends = time.monotonic() + settings.whole
        try:
            self._parts = urlsplit(url.strip())
            port = self._parts.port
        except ValueError:
            raise DataError(message("“{url}” is not an address", url=url.partition("?")[0])) from None
        host = self._parts.hostname or ""
        self.place = f"{host}{f':{port}' if port else ''}{self._parts.path}"
        if not _allowed(self._parts.scheme, host):
            text = message("the address must begin with https://, or the key could be read on the way")
            raise DataError(Problem(text, self.place))
        if not key or not key.isascii() or not key.isprintable():
            raise DataError(message("the API key is empty or holds characters that no key has"))
        self._opener = urllib.request.build_opener(_OnlySafe())

    def pages(self) -> list[list[Record]]:
        """Return the records of every page."""
        pages: list[list[Record]] = []
        size, read, total = self._settings.page, 0, None
        while total is None or read < total:
            content = self._page(size, read)
            listed = records_of(content)
            if listed is None:
                raise self._refused(json.dumps(content, ensure_ascii=False))
            stated = total_of(content)
            if pages and stated != total and total is not None:
                raise self._partial(
                    message("the number of rows changed from {total} to {now} while reading", total=total, now=stated)
                )
            size = _page_size(content, size)
            self._check_page(len(listed), size, read, stated)
            pages.append([(f"{self.place}#{read + place}", cells) for place, cells in enumerate(listed, start=1)])
            read += len(listed)
            total = stated if stated is not None else read if len(listed) < size else None
            self._tell(message("{read} of {total} rows read", read=read, total="?" if total is None else total))
        return pages

    def _check_page(self, rows: int, size: int, read: int, total: int | None) -> None:
        """Demand that a page holds all rows it must, and no more."""
        if max(read + rows, total or 0) > self._settings.rows:
            raise self._partial(message("over {rows} rows: this is not MOENV's catalogue", rows=self._settings.rows))
        if total is not None and rows != min(size, total - read):
            text = message(
                "{rows} rows from row {first} on, where {expected} of {total} were to come",
                rows=rows,
                first=read + 1,
                expected=min(size, total - read),
                total=total,
            )
            raise self._partial(text)

    def _page(self, size: int, offset: int) -> Any:
        """Return one page's JSON, trying again where the failure may pass."""
        asked = dict(parse_qsl(self._parts.query)) | {"format": "json", "limit": str(size), "offset": str(offset)}
        url = urlunsplit(self._parts._replace(query=urlencode({**asked, "api_key": self._key}), fragment=""))
        request = urllib.request.Request(url, headers={"Accept": "application/json", "User-Agent": "ef-training"})
        wait = self._settings.wait
        for attempt in range(1, self._settings.tries + 1):
            try:
                body = self._call(request)
                break
            except _Passing as failure:
                last = attempt == self._settings.tries or time.monotonic() + max(wait, failure.wait) > self._ends
                if last or failure.wait > self._settings.longest_wait:
                    raise self._partial(failure.what) from None
                self._tell(message("{what}; trying again …", what=failure.what))
                self._sleep(max(wait, failure.wait))
                wait *= 2
        text = body.decode("utf-8", errors="replace").strip()
        if not text.startswith(("{", "[")):
            raise self._refused(text)
        return decode_json(body, self.place)

    def _call(self, request: urllib.request.Request) -> bytes:
        """Call the API once and return the body of its answer."""
        try:
            with self._opener.open(request, timeout=self._settings.timeout) as response:
                return b"".join(self._chunks(response))
        except urllib.error.HTTPError as error:
            with error:
                raise self._status(error) from None
        except (urllib.error.URLError, SSLError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, (TimeoutError, ConnectionError, http.client.HTTPException)):
                raise _Passing(message("the API does not answer: {reason}", reason=self._reason(reason))) from None
            raise self._unreachable(reason) from None
        except (OSError, http.client.HTTPException) as error:
            raise _Passing(message("the connection to the API broke: {reason}", reason=self._reason(error))) from None
        except ValueError:
            raise DataError(Problem(message("the API cannot be called at this address"), self.place)) from None

    def _chunks(self, response: Any) -> Iterator[bytes]:
        """Yield the body in pieces, within the bounds of size and time."""
        stated = str(response.headers.get("Content-Length") or "")
        size, whole = 0, int(stated) if stated.isdecimal() else None
        while size != whole and (chunk := response.read1(65_536)):
            size += len(chunk)
            if size > self._settings.page_bytes:
                raise self._partial(message("the answer has over {size} bytes", size=self._settings.page_bytes))
            if time.monotonic() > self._ends:
                raise self._partial(message("reading took over {seconds:g} seconds", seconds=self._settings.whole))
            yield chunk
        if whole is not None and size < whole:
            raise http.client.IncompleteRead(b"", whole - size)

    def _status(self, error: urllib.error.HTTPError) -> Exception:
        """Return what an HTTP status means: a refused key, a failure that may pass, or the end."""
        if error.code in (401, 403):
            return self._refused(_beginning(error))
        if error.code == 429 or error.code >= 500:
            asked = str(error.headers.get("Retry-After") or "") if error.headers else ""
            text = message("the API is busy or fails (HTTP {code})", code=error.code)
            return _Passing(text, float(asked) if asked.isdecimal() else 0.0)
        return DataError(Problem(message("the API answers with HTTP {code}", code=error.code), self.place))

    def _refused(self, text: str) -> DataError:
        """Say that the answer holds no data: of a web page that it is one, of a sentence what it says."""
        said = " ".join(self._hidden(text).split())
        if said.lstrip().startswith("<"):
            what = message("the API answers with a web page instead of data")
        elif said:
            what = message("the API answers “{text}” instead of data", text=said if len(said) <= 160 else f"{said[:160]}…")
        else:
            what = message("the API answers without data")
        mend = message("is the API key right and not expired? A key is free at data.moenv.gov.tw; --file reads a downloaded file")
        return DataError(Problem(what, self.place, mend))

    def _unreachable(self, reason: object) -> DataError:
        if isinstance(reason, gaierror):
            what = message("the API cannot be found: there is no network, or no such address")
        else:
            what = message("the API cannot be reached: {reason}", reason=self._reason(reason))
        return DataError(Problem(what, self.place, message("download the file another way and give it with “--file”")))

    def _partial(self, what: Message) -> DataError:
        return DataError(Problem(what, self.place, message("nothing was changed; try again later")))

    def _reason(self, error: object) -> Message | str:
        """Return why a call failed, in a sentence of one's own where the reason is a known one."""
        for kind, what in _REASONS:
            if isinstance(error, kind):
                return message(what)
        return self._hidden(error)

    def _hidden(self, reason: object) -> str:
        """Return a text with the key taken out, however it is written."""
        text = reason if isinstance(reason, str) else getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
        for spelling in sorted({self._key, quote(self._key), quote(self._key, safe=""), quote_plus(self._key)}, key=len)[::-1]:
            text = text.replace(spelling, "…")
        return text


class _OnlySafe(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but not to where the key could be read on the way."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        """Return the request for the new address, or None, which ends with the status of the redirect."""
        parts = urlsplit(newurl)
        if not _allowed(parts.scheme, parts.hostname or ""):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _allowed(scheme: str, host: str) -> bool:
    return bool(host) and (scheme == "https" or (scheme == "http" and host in LOOPBACK))


def _page_size(content: Any, asked: int) -> int:
    """Return how many rows a call gives: what was asked for, or less where the API says that it gives less."""
    stated = str(content.get("limit", "")) if isinstance(content, dict) else ""
    told = stated.isdecimal() and len(stated) <= LONGEST_LIMIT and int(stated) > 0
    return min(asked, int(stated)) if told else asked


def _beginning(error: urllib.error.HTTPError) -> str:
    try:
        return error.read(2000).decode("utf-8", errors="replace")
    except (OSError, http.client.HTTPException):
        return ""


def _texts(pages: list[list[Record]]) -> list[str]:
    return sorted(json.dumps(cells, sort_keys=True) for page in pages for _, cells in page)


def _repeats(pages: list[list[Record]]) -> bool:
    """Tell whether a row stands on two pages."""
    seen: set[str] = set()
    for page in pages:
        texts = set(_texts([page]))
        if texts & seen:
            return True
        seen |= texts
    return False
