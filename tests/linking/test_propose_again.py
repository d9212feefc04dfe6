"""Proposing links where a links file is there: what somebody confirmed or edited stays as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from proposing import by_line, knowledge, line

from ef_training.forms import read_form
from ef_training.linking.links.links_file import read_links, write_links
from ef_training.linking.links.row import LinkRow, key_of
from ef_training.linking.proposing.propose import fingerprint, propose


@pytest.fixture(scope="module")
def hub(forms):
    return read_form(forms["aluminium-hub", "zh-TW"])


def test_what_somebody_confirmed_or_edited_is_kept(hub, tmp_path):
    lines = (
        line("鋅錠", line_id="M1"),
        line("自來水", "water", "m3", line_id="W1"),
        line("外購電力", "energy", "kWh", line_id="E1"),
    )
    form = replace(hub, lines=lines, targets=(), balance_entries=())
    first = propose(form, knowledge(), lang="en")
    path = write_links(tmp_path / "links.csv", first.rows)
    untouched = propose(form, knowledge(), existing=read_links(path).rows, lang="en")
    assert (untouched.rows, untouched.kept) == (first.rows, frozenset())
    edited = []
    for row in read_links(path).rows:
        if row.key == key_of("E1", "ef"):
            row = replace(row, state="confirmed", confirmed_by="Wu")
        if row.key == key_of("M1", "cfp"):
            row = replace(row, kind="factor", target="moenv-46c8b0b0", multiplier=0.5, asks="")
        if row.target != "water-evaporated-tw":  # somebody deleted the row: nothing evaporates
            edited.append(row)
    write_links(path, edited)
    second = propose(
        form, knowledge({"鋅錠": "moenv-2a951d38", "自來水": "moenv-7f0f7f9a"}), existing=read_links(path).rows, lang="en"
    )
    assert second.kept == {key_of("E1", "ef"), key_of("M1", "cfp"), key_of("W1", "ef")}
    found = by_line(second.rows)
    assert found["E1", "ef"][0].confirmed_by == "Wu"
    assert (found["M1", "cfp"][0].target, found["M1", "cfp"][0].multiplier) == ("moenv-46c8b0b0", 0.5)
    assert [row.target for row in found["W1", "ef"]] == ["tap-water-tw"]
    assert [row.target for row in found["W1", "cfp"]] == ["moenv-7f0f7f9a"]  # was open, is proposed anew


def test_a_line_of_another_name_is_asked_about_and_one_that_is_gone_is_named(hub):
    row = LinkRow("X1", "ef", "dataset", "zinc", 1.0, state="confirmed", confirmed_by="Wu", line_name="鋅錠")
    form = replace(hub, lines=(line("黃銅棒"),), targets=())
    found = propose(form, knowledge(), existing=(row, replace(row, line_id="X9")), lang="en")
    kept = by_line(found.rows)
    assert [(one.target, one.state, one.confirmed_by) for one in kept["X1", "ef"]] == [("zinc", "proposed", "")]
    assert "“鋅錠”" in kept["X1", "ef"][0].asks
    assert "no such line" in kept["X9", "ef"][0].asks


def test_a_spreadsheets_rounding_is_no_edit():
    row = LinkRow("X1", "ef", "dataset", "zinc", 1 / 3)
    assert fingerprint([row]) == fingerprint([replace(row, multiplier=0.333333333)])
    assert fingerprint([row]) != fingerprint([replace(row, multiplier=0.3334)])
    assert fingerprint([row]) != fingerprint([row, row])
