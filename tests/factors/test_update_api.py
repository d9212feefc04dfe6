"""Reading the open-data API: pages, totals, failures that pass and failures that do not; the key stays out of everything."""

from __future__ import annotations

import http.client
import json
from dataclasses import replace

import pytest
from moenv_api import HTML, KEY, Answer, page, row, serving, shipped_records, sound

from ef_training.errors import DataError
from ef_training.factors import load_factors
from ef_training.factors.updating.download import URL, DownloadSettings, fetch

QUICK = DownloadSettings(timeout=5.0, wait=0.5)
SHIPPED = shipped_records()


def failure(behave, *, key: str = KEY, settings: DownloadSettings = QUICK) -> tuple[str, list, list]:
    """What is said, the calls made, the waits; the key is nowhere in what is said."""
    waits: list[float] = []
    told: list[str] = []
    with serving(behave) as api, pytest.raises(DataError) as caught:
        fetch(key, url=api.url, settings=settings, sleep=waits.append, progress=lambda sentence: told.append(str(sentence)))
    said = caught.value.render("en")
    chain = caught.value.__cause__
    assert key not in said + " ".join(told) + str(chain)
    assert "127.0.0.1" in said
    return said, api.calls, waits


def test_all_pages_are_read_and_the_catalogue_comes_back():
    with serving(sound(SHIPPED)) as api:
        publication = fetch(KEY, url=api.url, settings=QUICK)
    assert [(call.offset, call.limit, call.query["format"]) for call in api.calls] == [(0, 1000, "json"), (1000, 1000, "json")]
    factors = load_factors().factors
    assert [(r.name, r.value, r.unit, r.publisher, r.year) for r in publication.rows] == [
        (" ".join(f.name.split()), f.published_value, f.published_unit, f.publisher, f.announced) for f in factors
    ]
    assert publication.notes == ()
    assert KEY not in publication.source


def test_a_bare_list_of_records_is_read_too():
    def behave(call):
        return Answer(json.dumps(SHIPPED[call.offset : call.offset + call.limit], ensure_ascii=False))

    with serving(behave) as api:
        assert len(fetch(KEY, url=api.url, settings=replace(QUICK, page=500)).rows) == 1164
    assert [call.offset for call in api.calls] == [0, 500, 1000]


def test_an_api_that_gives_less_a_call_is_followed():
    def behave(call):
        call.limit = min(call.limit, 400)
        return page(SHIPPED, call)

    with serving(behave) as api:
        assert len(fetch(KEY, url=api.url, settings=QUICK).rows) == 1164
    assert [call.offset for call in api.calls] == [0, 400, 800]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_api_is_asked_again(status):
    def behave(call):
        return Answer("later", status, {"Retry-After": "2"}) if call.number == 2 else page(SHIPPED, call)

    waits: list[float] = []
    with serving(behave) as api:
        publication = fetch(KEY, url=api.url, settings=QUICK, sleep=waits.append)
    assert len(publication.rows) == 1164
    assert [call.offset for call in api.calls] == [0, 1000, 1000]
    assert waits == [2.0]


def test_a_timeout_and_a_broken_connection_are_asked_again():
    def behave(call):
        answer = page(SHIPPED, call)
        if call.number == 1:
            return replace(answer, delay=5.0)
        return replace(answer, cut=100) if call.number == 3 else answer

    waits: list[float] = []
    with serving(behave) as api:
        publication = fetch(KEY, url=api.url, settings=replace(QUICK, timeout=0.3), sleep=waits.append)
    assert len(publication.rows) == 1164
    assert [call.offset for call in api.calls] == [0, 0, 1000, 1000]
    assert waits == [0.5, 0.5]


def test_failing_midway_ends_after_some_tries():
    said, calls, waits = failure(lambda call: page(SHIPPED, call) if call.offset == 0 else Answer("down", 502))
    assert "HTTP 502" in said
    assert "nothing was changed" in said
    assert [call.offset for call in calls] == [0, 1000, 1000, 1000, 1000]
    assert waits == [0.5, 1.0, 2.0]


def test_an_api_that_asks_to_wait_for_long_is_not_waited_for():
    said, calls, waits = failure(lambda call: Answer("tomorrow", 429, {"Retry-After": "86400"}))
    assert "HTTP 429" in said
    assert (len(calls), waits) == (1, [])


@pytest.mark.parametrize("rows", [0, 100])
def test_a_partial_page(rows):
    def behave(call):
        records = SHIPPED[call.offset : call.offset + call.limit]
        return page(SHIPPED, call, records=records[:rows]) if call.offset else page(SHIPPED, call)

    said, _, _ = failure(behave)
    assert f"{rows} rows from row 1001 on, where 164 of 1164 were to come" in said


def test_a_total_that_changes():
    said, _, _ = failure(lambda call: page(SHIPPED, call, total="1164" if call.offset == 0 else "1163"))
    assert "changed from 1164 to 1163" in said


def test_more_rows_than_the_total():
    said, _, _ = failure(lambda call: page(SHIPPED, call, total="10"))
    assert "1000 rows from row 1 on, where 10 of 10" in said


def test_a_row_twice_is_taken_once_with_a_note():
    doubled = [*SHIPPED, SHIPPED[3]]
    with serving(sound(doubled)) as api:
        publication = fetch(KEY, url=api.url, settings=QUICK)
    assert len(publication.rows) == 1164
    (note,) = publication.notes
    assert note.render("en").startswith(f"rows that stand twice were taken once: {SHIPPED[3]['name']}")
    assert len(api.calls) == 4  # the row stands on two pages: read again, and the same


def test_an_order_that_changes_between_calls_is_refused():
    """The second page begins with a row of the first, so one row is missing although the count is right."""
    shifted = [*SHIPPED[:1000], SHIPPED[0], *SHIPPED[1001:]]
    said, calls, _ = failure(lambda call: page(shifted if call.number == 2 else SHIPPED, call))
    assert "order changes between calls" in said
    assert len(calls) == 4


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(HTML), "answers with a web page instead of data"),
        (Answer("API key is invalid"), "“API key is invalid”"),
        (Answer(json.dumps({"message": "Unauthorized"})), "Unauthorized"),
        (Answer("no such key", 401), "no such key"),
        (Answer(HTML, 403), "web page"),
        (Answer(""), "without data"),
    ],
)
def test_a_wrong_key(answer, expected):
    said, calls, _ = failure(lambda call: answer)
    assert expected in said
    assert "is the API key right" in said
    assert len(calls) == 1


def test_a_key_that_is_told_back_is_hidden():
    key = "my key+/=&secret"
    said, _, _ = failure(lambda call: Answer(f"the key {call.key} is unknown, also as my%20key%2B%2F%3D%26secret"), key=key)
    assert "the key … is unknown, also as …" in said


def test_an_answer_cut_off_in_the_json():
    said, _, _ = failure(lambda call: Answer(page(SHIPPED, call).body[:5000]))
    assert "cut off or damaged" in said


def test_another_status_and_a_huge_answer():
    said, _, _ = failure(lambda call: Answer("gone", 410))
    assert "HTTP 410" in said
    said, _, _ = failure(lambda call: page(SHIPPED, call), settings=replace(QUICK, page_bytes=1000))
    assert "over 1000 bytes" in said
    said, _, _ = failure(lambda call: page(SHIPPED, call), settings=replace(QUICK, rows=500))
    assert "not MOENV's catalogue" in said


def test_text_where_a_number_belongs_names_every_row():
    records = [*SHIPPED[:1000], row("甲", "約 3"), row("乙", "1.5"), row("丙", "2", year="去年"), row("", "3")]
    said, _, _ = failure(sound(records))
    assert [line.partition("CFP_P_02")[2] for line in said.splitlines()] == [
        "#1001 (甲): “約 3” in coe is not a number",
        "#1003 (丙): “去年” in announcementyear is not a year",
        "#1004: name is empty",
    ]


def test_an_answer_that_breaks_off_is_told_in_both_languages(monkeypatch):
    """What Python calls the failure ("IncompleteRead(…)") is nobody's business."""
    for error, words in (
        (http.client.IncompleteRead(b"", 7), "the answer ended before its end"),
        (http.client.RemoteDisconnected("x"), "the connection was cut"),
        (ConnectionRefusedError(111, "Connection refused"), "the connection was refused"),
        (TimeoutError("timed out"), "no answer in time"),
    ):

        def fail(*_: object, error: Exception = error, **__: object) -> None:
            raise error

        monkeypatch.setattr("urllib.request.OpenerDirector.open", fail)
        with pytest.raises(DataError) as caught:
            fetch(KEY, settings=replace(QUICK, tries=1), sleep=lambda _: None)
        assert words in caught.value.render("en")
        assert type(error).__name__ not in caught.value.render("zh-TW")


def test_no_network_and_no_server(monkeypatch):
    import socket

    with serving(sound(SHIPPED)) as api:
        pass
    with pytest.raises(DataError, match="does not answer"):  # the port is closed again
        fetch(KEY, url=api.url, settings=replace(QUICK, tries=2), sleep=lambda _: None)

    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with pytest.raises(DataError, match="no network") as caught:
        fetch(KEY, settings=QUICK, sleep=lambda _: None)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("url", ["http://data.moenv.gov.tw/api", "ftp://127.0.0.1/x", "moenv", "https://:x/", ""])
def test_the_key_goes_over_https_only(url):
    with pytest.raises(DataError) as caught:
        fetch(KEY, url=url, settings=QUICK)
    assert KEY not in str(caught.value)
    assert URL.startswith("https://")


def test_a_redirect_to_an_open_connection_is_not_followed():
    target = "http://data.moenv.gov.tw/open"
    said, calls, _ = failure(lambda call: Answer("", 302, {"Location": f"{target}?api_key={KEY}"}))
    assert "HTTP 302" in said
    assert len(calls) == 1


@pytest.mark.parametrize("key", ["", "  ", "鑰匙"])
def test_no_key_at_all(key):
    with pytest.raises(DataError, match="key is empty or holds"):
        fetch(key, url="http://127.0.0.1:9/x", settings=QUICK)
