"""Sizes and codes of standards in names: they are found, and names of grades are none of them."""

from __future__ import annotations

import pytest

from ef_training.factors.naming.folding import canon
from ef_training.factors.naming.sizes import sizes


def found(name: str) -> list[str]:
    text = canon(name)
    return [text[start:end] for start, end in sizes(text)]


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("六角螺栓 M8×25", "m8×25"),
        ("冷軋鋼捲 1.2mm", "1.2mm"),
        ("圓鐵 φ10", "φ10"),
        ("圓鐵 Ø60", "ø60"),
        ("鋼板 304x200x3 mm", "304x200x3 mm"),
        ("SPCC CNS 9278", "cns 9278"),
        ("O-ring JIS B2401", "jis b2401"),
        ("六角螺栓 DIN 931", "din 931"),
        ("尼龍絲 70D/24F", "70d/24f"),
        ("鹽酸 32趴", "32趴"),
        ("液壓油 ISO VG 46", "iso vg 46"),
        ("循環液壓油 #46", "#46"),
        ("鋁板 5052-H32", "h32"),
        ("馬達 20HP", "20hp"),
    ],
)
def test_a_size_or_a_code_is_found(name, size):
    assert size in found(name)


@pytest.mark.parametrize(
    "name", ["SUS304 板", "S45C", "PA66", "R-134a", "N330 碳黑", "FC200", "2-丁酮", "H2O2", "ADC12", "10B21"]
)
def test_the_name_of_a_grade_is_no_size(name):
    assert found(name) == []


@pytest.mark.parametrize(("name", "grade"), [("AISI 304 板", "304"), ("ASTM A36 plate", "a36"), ("SAE 4140", "4140")])
def test_the_grade_behind_a_standard_stays(name, grade):
    assert all(grade not in size for size in found(name))
