"""The MOENV catalogue: what is in it, what was put right, what must not be linked or offered."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ef_training.errors import DataError, LinkError
from ef_training.factors import FactorCatalogue, load_factors
from ef_training.factors.catalogue import COLUMNS
from ef_training.tables import shipped
from ef_training.units import find_unit, unit

TABLE = shipped("ef_training.factors", "data", "moenv_factors.csv")


@pytest.fixture(scope="module")
def catalogue() -> FactorCatalogue:
    return load_factors()


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_every_row_is_there(catalogue: FactorCatalogue, rows: list[dict[str, str]]) -> None:
    assert len(catalogue) == len(rows) == 1164
    assert [factor.factor_id for factor in catalogue] == [row["factor_id"] for row in rows]
    assert sum(f.kgco2e_per_unit for f in catalogue) == pytest.approx(sum(float(r["kgco2e_per_unit"]) for r in rows))
    assert all(row["factor_id"] in catalogue for row in rows)


def test_grid_electricity(catalogue: FactorCatalogue) -> None:
    found = {factor.name: factor for factor in catalogue if factor.name.endswith("(2022)") and "電力" in factor.name}
    footprint, indirect = found["電力碳足跡(2022)"], found["電力間接碳足跡(2022)"]
    assert footprint.kgco2e_per_unit == pytest.approx(0.495 + indirect.kgco2e_per_unit)  # direct emission factor of 2022: 0.495
    assert (footprint.role, indirect.role) == ("electricity", "electricity-upstream")
    assert (unit(footprint.unit).code, footprint.published_unit) == ("kWh", "度(kwh)")


def test_corrections_agree_with_what_they_say(catalogue: FactorCatalogue) -> None:
    corrected = [factor for factor in catalogue if factor.correction]
    assert len(corrected) == 11
    for factor in corrected:
        divisor = 1000 if "in g" in factor.correction else int(factor.correction.split("per ")[1].split()[0])
        assert factor.kgco2e_per_unit == pytest.approx(factor.published_value / divisor)
    assert all(f.kgco2e_per_unit == pytest.approx(f.published_value, rel=1e-6) for f in catalogue if not f.correction)


def test_the_implausible_one_is_not_offered(catalogue: FactorCatalogue) -> None:
    (hidden,) = [factor for factor in catalogue if not factor.offered]
    assert (hidden.name, hidden.announced) == ("特製液糖(20公噸)", 2014)


def test_units_are_known_or_cannot_be_linked(catalogue: FactorCatalogue) -> None:
    services = {factor.unit for factor in catalogue if not factor.linkable}
    assert services == {"每坪-每天", "每房-每天", "每平方米‧每小時", "每人‧每小時", "每人每餐", "每個20呎標準貨櫃-每公里(TEU-km)"}
    for factor in catalogue:
        if factor.unit == "item":
            assert not factor.published_unit.startswith("每")
        elif factor.linkable and factor.unit != "person":
            known = find_unit(factor.published_unit.rpartition("(")[2].rstrip(")"))  # "公斤(kg)"
            assert known
            assert known.code == factor.unit
    assert {f.published_unit for f in catalogue if f.unit == "person"} == {"每人", "每人次", "每服務人次"}


def test_unknown_is_unknown(catalogue: FactorCatalogue) -> None:
    assert sum(not factor.boundary for factor in catalogue) == 54
    assert sum(factor.boundary == "cradle-to-grave" for factor in catalogue) == 225
    assert all(factor.data_year is None or 1990 <= factor.data_year <= 2025 for factor in catalogue)


def test_attribution_names_publisher_and_licence(catalogue: FactorCatalogue) -> None:
    for text in ("環境部", "政府資料開放授權條款"):
        assert text in catalogue.attribution
    assert "環境部" in catalogue.title
    assert "第1版" in catalogue.licence


def test_an_unknown_id_names_close_ones(catalogue: FactorCatalogue) -> None:
    known = catalogue.factors[0].factor_id
    with pytest.raises(LinkError, match=f"no factor “{known[:-1]}” → did you mean {known}"):
        catalogue.get(known[:-1])
    with pytest.raises(LinkError, match="電力碳足跡\\(2022\\)"):
        catalogue.get("電力碳足跡")
    for unlike in ("qqqqqqqqqqqq", "moenv-00000000"):
        with pytest.raises(LinkError, match="factors list --name"):
            catalogue.get(unlike)
    assert catalogue.get(known).factor_id == known


def test_every_bad_cell_is_named(rows: list[dict[str, str]], tmp_path: Path) -> None:
    bad = [dict(row) for row in rows[:6]]
    bad[0]["kgco2e_per_unit"] = "n.a."
    bad[1]["unit_code"] = "bushel"
    bad[2]["boundary"] = "gate"
    bad[3]["role"] = "fuel"
    bad[4]["data_year"] = "113"
    bad[5]["factor_id"] = bad[4]["factor_id"]
    with pytest.raises(DataError) as caught:
        load_factors(written(tmp_path / "factors.csv", bad))
    places = [problem.where for problem in caught.value.problems]
    assert places == [
        "factors.csv, row 2, kgco2e_per_unit",
        "factors.csv, row 3, unit_code",
        "factors.csv, row 4, boundary",
        "factors.csv, row 5, role",
        "factors.csv, row 6, data_year",
        "factors.csv, row 7, factor_id",
    ]


def test_hash_follows_content(rows: list[dict[str, str]], tmp_path: Path, catalogue: FactorCatalogue) -> None:
    one = load_factors(written(tmp_path / "a.csv", rows))
    other = load_factors(written(tmp_path / "b.csv", rows[:-1]))
    assert len({one.sha256, other.sha256}) == 2
    assert load_factors(TABLE).sha256 == catalogue.sha256


def test_a_missing_table() -> None:
    with pytest.raises(DataError, match=r"none\.csv"):
        load_factors(Path("none.csv"))
