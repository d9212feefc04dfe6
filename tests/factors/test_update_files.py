"""Files of the API and of the ministry's site: both headers, encodings, and everything that is wrong with one named at once."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from moenv_api import HTML, row, shipped_records

from ef_training.errors import DataError
from ef_training.factors.updating.publication import PublishedRow, read_download

LOST = "save the table as “CSV UTF-8” from where it still has them: Big5 lacks many characters"
SITE = ("產品名稱", "碳足跡數值（kgCO2e）", "宣告單位", "提供單位", "公告年份")
ROWS = [row("測試鋼捲", "2.5"), row("測試紙箱", "0.83", unit="個", year="2025", publisher="")]
EXPECTED = [
    ("測試鋼捲", 2.5, "公斤(kg)", "測試用提供單位", 2026),
    ("測試紙箱", 0.83, "個", "", 2025),
]


def table(rows: list[dict[str, str]], header: tuple[str, ...] = ()) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header or rows[0])
    writer.writerows(r.values() for r in rows)
    return text.getvalue()


def plain(rows: tuple[PublishedRow, ...]) -> list[tuple[object, ...]]:
    return [(r.name, r.value, r.unit, r.publisher, r.year) for r in rows]


def problems(path: Path, content: str | bytes) -> list[str]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(DataError) as caught:
        read_download(path)
    return caught.value.render("en").splitlines()


@pytest.mark.parametrize(
    "content",
    [
        table(ROWS).encode(),
        table(ROWS, SITE).encode("utf-8-sig"),
        table(ROWS, SITE).encode("cp950"),
        table(ROWS, ("名稱", "碳足跡數值(kgCO2e)", "宣告單位", "部門", "公告年度")).encode("utf-8-sig"),
        table(ROWS).replace("\r\n", "\n").encode(),
        json.dumps({"total": "2", "records": ROWS}, ensure_ascii=False).encode("utf-8-sig"),
        json.dumps(ROWS).encode(),
        json.dumps([{key.upper(): value for key, value in r.items()} for r in ROWS]).encode(),
    ],
)
def test_both_headers_in_every_form(content, tmp_path):
    path = tmp_path / "moenv.txt"
    path.write_bytes(content)
    publication = read_download(path)
    assert plain(publication.rows) == EXPECTED
    assert publication.source == "moenv.txt"


def test_columns_may_stand_in_any_order_and_the_publisher_may_be_missing(tmp_path):
    path = tmp_path / "moenv.csv"
    path.write_text(
        '公告年份,宣告單位,備註,碳足跡數值（kgCO2e）,名稱\n民國114年,公升(L),x,"1,203.5",ＰＥ　粒\n', encoding="utf-8"
    )
    assert plain(read_download(path).rows) == [("ＰＥ 粒", 1203.5, "公升(L)", "", 2025)]


@pytest.mark.parametrize(
    ("coe", "value"),
    [
        ("1,203.5", 1203.5),
        ("１２.５", 12.5),
        ("1.03E+00", 1.03),
        ("-0.5", -0.5),
        ("−0.5", -0.5),
        ("0", 0.0),
        (" 3 ", 3.0),
        (0.25, 0.25),
    ],
)
def test_numbers_as_they_are_written(coe, value, tmp_path):
    path = tmp_path / "moenv.json"
    path.write_text(json.dumps([{**ROWS[0], "coe": coe}]), encoding="utf-8")
    assert read_download(path).rows[0].value == value


@pytest.mark.parametrize(("written", "year"), [("113", 2024), ("民國113年", 2024), ("113年度", 2024), ("2024", 2024), ("", None)])
def test_years_as_they_are_written(written, year, tmp_path):
    path = tmp_path / "moenv.csv"
    path.write_text(table([row("測試鋼捲", "2.5", year=written)]), encoding="utf-8")
    publication = read_download(path)
    assert publication.rows[0].year == year
    assert [note.render("en") for note in publication.notes] == (
        [] if year else ["rows without a year of announcement: 測試鋼捲, 2.5/公斤(kg), —"]
    )


def test_all_bad_cells_are_named_at_once(tmp_path):
    bad = [
        row("甲", "約 3"),
        row("乙", "1.5"),
        row("丙", ""),
        row("丁", "1", unit=""),
        row("", "1"),
        row("戊", "1", year="去年"),
        row("己", "<0.01"),
        row("庚", "nan"),
        row("辛", "1e999"),
        row("壬", "1", year="20"),
        row("癸", "1", year="3025"),
        row("丁?橡膠", "2"),
        row("子\ufffd", "2", publisher="某?公司"),
    ]
    assert problems(tmp_path / "moenv.csv", table(bad)) == [
        "moenv.csv!B2 (甲): “約 3” in coe is not a number",
        "moenv.csv!B4 (丙): “” in coe is not a number",
        "moenv.csv!C5 (丁): unit is empty",
        "moenv.csv!A6: name is empty",
        "moenv.csv!E7 (戊): “去年” in announcementyear is not a year",
        "moenv.csv!B8 (己): “<0.01” in coe is not a number",
        "moenv.csv!B9 (庚): “nan” in coe is not a number",
        "moenv.csv!B10 (辛): “1e999” in coe is not a number",
        "moenv.csv!E11 (壬): “20” in announcementyear is not a year",
        "moenv.csv!E12 (癸): “3025” in announcementyear is not a year",
        f"moenv.csv!A13 (丁?橡膠): “丁?橡膠” in name has lost characters → {LOST}",
        f"moenv.csv!A14 (子\ufffd): “子\ufffd” in name has lost characters → {LOST}",
        f"moenv.csv!D14 (子\ufffd): “某?公司” in departmentname has lost characters → {LOST}",
    ]


def test_numbers_of_json_that_are_none_are_all_named(tmp_path):
    records = json.dumps([{**ROWS[0], "name": name, "coe": "COE"} for name in ("甲", "乙", "丙", "丁")])
    for value in ("1e999", "NaN", "-Infinity", "2.5"):
        records = records.replace('"COE"', value, 1)
    said = problems(tmp_path / "moenv.json", records)
    assert [line.partition(":")[0] for line in said] == ["moenv.json#1 (甲)", "moenv.json#2 (乙)", "moenv.json#3 (丙)"]


@pytest.mark.parametrize("delimiter", ["\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp950"])
def test_other_delimiters_and_unicode_text(delimiter, encoding, tmp_path):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(SITE)
    writer.writerows(r.values() for r in ROWS)
    (tmp_path / "moenv.txt").write_bytes(text.getvalue().encode(encoding))
    assert plain(read_download(tmp_path / "moenv.txt").rows) == EXPECTED


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HTML, "this is a web page"),
        ('{"records": [', "cut off or damaged"),
        ('{"message": "no"}', "no “records”"),
        ('["a", "b"]', "no “records”"),
        (b"PK\x03\x04\x00\x00\xff\xfe", "neither JSON nor CSV"),
        ("", "no rows"),
        ("[]", "no rows"),
        (table(ROWS[:1]).splitlines()[0], "no rows"),
        ("name,coe\n甲,1\n", "no column for unit (宣告單位), announcementyear (公告年份)"),
        ("甲,1\n乙,2\n", "no column for name (名稱), coe"),
        ("name,coe,unit,announcementyear\n甲,1,kg\n", "moenv.csv!A2: the row has 3 cells, the header 4"),
        ('name,coe,unit,announcementyear\n"甲,1,kg,2025\n', "not a CSV table"),
    ],
)
def test_a_file_that_is_something_else(content, said, tmp_path):
    (line,) = problems(tmp_path / "moenv.csv", content)
    assert said in line
    assert line.startswith("moenv.csv")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match="there is no such file"):
        read_download(tmp_path / "none.csv")


def test_one_page_of_the_api_is_a_part_and_all_pages_are_the_whole(tmp_path):
    records = shipped_records()
    paths = []
    for number, start in enumerate((0, 1000), start=1):
        paths.append(tmp_path / f"page-{number}.json")
        paths[-1].write_text(json.dumps({"total": "1164", "records": records[start : start + 1000]}), encoding="utf-8")
    with pytest.raises(DataError, match="1000 rows were read, but the catalogue has 1164"):
        read_download(paths[0])
    assert len(read_download(*paths).rows) == 1164


def test_rows_that_stand_twice(tmp_path):
    rows = [*ROWS, row(" 測試 鋼捲 ", "2.50", publisher="另一單位"), row("測試紙箱", "0.84", unit="個", year="2025")]
    path = tmp_path / "moenv.csv"
    path.write_text(table(rows), encoding="utf-8")
    publication = read_download(path)
    assert plain(publication.rows) == [*EXPECTED, ("測試紙箱", 0.84, "個", "測試用提供單位", 2025)]
    assert [note.render("en") for note in publication.notes] == [
        "rows that stand twice were taken once: 測試 鋼捲, 2.5/公斤(kg), 2026"
    ]
