"""Concentrations in names: only where the figure stands directly with the substance, else they are asked for."""

from __future__ import annotations

import pytest

from ef_training.inventory.concentration import concentration, concentration_in
from ef_training.inventory.model import Line


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("鹽酸(32%)", 0.32), ("硝酸（68％）", 0.68), ("硫酸 98 %（陽極槽）", 0.98), ("鹽酸，32％(工業級，直接化合法)", 0.32),
        ("液鹼 45 %（鹼蝕、中和）", 0.45), ("氨水25%", 0.25), ("雙氧水 35%", 0.35), ("漂水 12%", 0.12), ("50% 液鹼", 0.5),
        ("鹽酸 32 %（純水樹脂再生、廢鹼中和）", 0.32), ("鹽酸(濃度: 32 %)", 0.32), ("鹽酸（工業級 32%）", 0.32),
        ("過氧化氫，30％", 0.3),
        ("Caustic soda 45 % (etching)", 0.45), ("Sulphuric acid (98%)", 0.98), ("Nitric acid, 68 % solution", 0.68),
        ("32％ hydrochloric acid", 0.32), ("H2SO4 98%", 0.98), ("Sodium hypochlorite 12 %", 0.12),
        ("Hydrochloric acid (technical, 32 %)", 0.32), ("Hydrochloric acid 32 % (resin regeneration)", 0.32),
    ],
)  # fmt: skip
def test_a_figure_directly_with_the_substance_counts(name, expected):
    assert concentration_in(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "硝酸 65–68 %", "硝酸 65~68%", "硝酸65%-68%", "硝酸，65-68％", "硝酸 65％至68％", "鹽酸 65 to 68 %",
        "Scrap allowance 5% hydrochloric acid", "Hydrochloric acid 5% loss", "Hydrochloric acid, wash 3% of tank",
        "鹽酸損耗5%", "鹽酸 5% 損耗", "鹽酸(損耗5%)", "鹽酸 > 30%", "鹽酸 ≥32%", "鹽酸 約 32%", "鹽酸 32%以上", "混酸 30% 20%",
        "廢酸 10%",
        "PP 30% 回收料", "豬肋排(帶骨50％)", "不鏽鋼 18%", "placid 5%", "acid 0%", "PP", "鹽酸",
    ],
)  # fmt: skip
def test_any_other_figure_is_none(name):
    assert concentration_in(name) is None


def test_the_lines_own_column_comes_first():
    one = Line("X1", "manufacturing", "auxiliary", "硫酸 98 %", 1.0, "kg", "product")
    assert concentration(one) == 0.98
    assert concentration(Line("X1", "manufacturing", "auxiliary", "硫酸 98 %", 1.0, "kg", "product", concentration=0.5)) == 0.5
    assert concentration(Line("X1", "manufacturing", "auxiliary", "硝酸 65–68 %", 1.0, "kg", "product")) is None
