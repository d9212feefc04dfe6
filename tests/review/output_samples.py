"""Reviews made by hand, so that page, workbook and command can be tested on findings that are known."""

from __future__ import annotations

from datetime import date

from ef_training.inventory.model import Company, Inventory, Line, Origin, Output, ProcessStep, Product
from ef_training.inventory.per_unit import per_unit
from ef_training.messages import message
from ef_training.review.model import Finding, Review, Reviewed

EVIL = '=HYPERLINK("http://x")<script>alert(1)</script>&'
CHINESE_CELL = Origin("form.xlsx", "原物料", "D7")


def step(number: int, name: str, **said: str) -> ProcessStep:
    return ProcessStep(number, name, **said)


STEPS = (
    step(1, "下料", inputs="鋼板、<b>粗</b>料", outputs="胚料、鋼屑", equipment="裁床", following="2"),
    step(2, "沖壓", inputs="胚料", outputs="沖壓件、不良品", following="3"),
    step(3, "檢驗與包裝", inputs="沖壓件、紙箱", outputs="成品", following="結束"),
    step(4, "空壓", inputs="電力", outputs="壓縮空氣", following="結束"),
)


def inventory(*, code: str = "demo-steel", product_code: str = "plate", name: str = "鋼板件（示範）") -> Inventory:
    """A made-up plant that stamps steel: 1.2 kg of steel in, 1 kg of product and 0.15 kg of scrap out, per piece."""
    lines = (
        Line("M01", "raw-materials", "material", f"鋼板 {EVIL}", 1200.0, "kg", "product", origin=CHINESE_CELL),
        Line("W01", "manufacturing", "waste", "鋼屑", 150.0, "kg", "product", origin=Origin("form.xlsx", "廢棄物", "D4")),
    )
    return Inventory(
        Company(code, f"示範公司 {EVIL}", made_up=True),
        Product(product_code, name, 1.0, "item", 1.0, "cradle-to-gate"),
        date(2024, 1, 1),
        date(2024, 12, 31),
        (Output(name, "target", 1000.0, "item", mass=1000.0),),
        lines,
        process_steps=STEPS,
        source="form.xlsx",
        source_sha256="0" * 64,
        importer="itri",
    )


def findings(gap: str = "4.2%") -> tuple[Finding, ...]:
    """An error, a question and a note; the error says how large the gap is."""
    return (
        Finding(
            "mass-balance",
            "gap",
            "error",
            message("{share} of what goes in is missing", share=gap),
            message("what is missing is waste that nobody counts"),
            message("name every waste"),
            (CHINESE_CELL, Origin("form.xlsx", "廢棄物", "D4")),
        ),
        Finding(
            "transport",
            "far",
            "question",
            message("{name} travels 620 km", name=EVIL),
            message("the island is shorter"),
            message("check the distance"),
            tuple(Origin("form.xlsx", "原物料", f"K{row}") for row in range(5, 12)),
            "M01",
        ),
        Finding("omissions", "pallets", "info", message("there are no pallets"), message("they are used up"), message("look")),
    )


def review(*found: Finding, **of: str) -> Review:
    """A review with these findings, or with those of `findings`."""
    form = inventory(**of)
    return Review(Reviewed(form, per_unit(form)), found or findings(), form.source)
