"""``run.json`` of the made-up run."""

from __future__ import annotations

from synthetic_lines import INDICATORS, SUBS

from ef_training.assessment.run_folder import SCHEMA


def record() -> dict[str, object]:
    indicators = [
        {
            "id": i,
            "name_en": en,
            "name_zh": zh,
            "unit": unit,
            "normalisation": n,
            "weight": w,
            "toxicity": bool(tox),
            "parent": "",
            "robustness": "II",
            "trust": "weak" if tox else "fair",
        }
        for i, en, zh, unit, n, w, tox in INDICATORS
    ] + [
        {
            "id": i,
            "name_en": en,
            "name_zh": zh,
            "unit": "kg CO2 eq",
            "normalisation": None,
            "weight": None,
            "toxicity": False,
            "parent": "climate-change",
            "robustness": "",
            "trust": "",
        }
        for i, en, zh, _ in SUBS
    ]
    return {
        "schema": SCHEMA,
        "run": "r-0001",
        "created": "2024-03-05T01:02:03+00:00",
        "software": {"ef-training": "0.1.0", "bw2calc": "3.1", "numpy": "2.1"},
        "company": {
            "code": "demo-hub",
            "name": "示範輪組股份有限公司",
            "site": "台中市示範工業區",
            "country": "TW",
            "industry": "",
            "made_up": True,
        },
        "product": {
            "code": "hub-36h",
            "name": "自行車鋁合金花鼓 36H",
            "function": "",
            "service_life": "",
            "declared_amount": 1.0,
            "declared_unit": "item",
            "reference_flow": "1 件花鼓含包裝",
            "mass_per_unit": 0.41,
            "boundary": "cradle-to-grave",
            "biogenic_carbon": 0.0,
        },
        "period": {"start": "2023-01-01", "end": "2023-12-31"},
        "process_steps": [
            {"number": 1, "name": "擠型鋸切", "inputs": "鋁擠型", "outputs": "鋁胚、鋁屑", "equipment": "鋸床"},
            {"number": 2, "name": "CNC車削", "inputs": "鋁胚", "outputs": "殼體", "equipment": "CNC"},
        ],
        "outputs": [
            {
                "name": "花鼓36H",
                "role": "target",
                "quantity": 120000.0,
                "unit": "item",
                "mass": 49200.0,
                "value": None,
                "hours": 8200.0,
            },
            {
                "name": "花鼓32H",
                "role": "co-product",
                "quantity": 90000.0,
                "unit": "item",
                "mass": 35100.0,
                "value": None,
                "hours": 5800.0,
            },
        ],
        "allocation": [
            {
                "name": "機器工時",
                "basis": "hours",
                "values": {"花鼓36H": 8200.0, "花鼓32H": 5800.0},
                "level": "plant",
                "production_line": "",
                "parent": "",
                "parent_share": 1.0,
                "shares": {"花鼓36H": 8200 / 14000, "花鼓32H": 5800 / 14000},
                "excluded": "宿舍",
                "reason": "用電隨機器運轉",
                "origin": "產量與分攤!B20",
            }
        ],
        "views": ["ef", "cfp"],
        "indicators": indicators,
        "pack": {
            "name": "ef-3.1",
            "version": "1.0.0",
            "title": "EF 3.1",
            "sha256": "a" * 64,
            "licence": "",
            "attribution": "European Commission, Joint Research Centre: EF reference package 3.1",
        },
        "background": {
            "name": "training",
            "title": "Training background",
            "title_zh": "訓練用背景資料",
            "version": "1.0.0",
            "sha256": "b" * 64,
            "quality": "made for teaching",
            "quality_zh": "教學用資料",
            "disclaimer_en": "training data, not for disclosure, labels or tenders",
            "disclaimer_zh": "教學用資料，不得用於揭露、標示或投標",
            "licence": "CC BY 4.0",
        },
        "factors": {
            "name": "moenv",
            "rows": 1164,
            "sha256": "c" * 64,
            "attribution": "環境部 碳足跡排放係數",
            "licence": "政府資料開放授權條款第1版",
            "gwp_sha256": "e" * 64,
        },
        "form": {"file": "hub.xlsx", "sha256": "d" * 64, "importer": "itri"},
        "gwp_sets": ["AR5", "AR6"],
        "cut_off": [
            {"view": "ef", "by": "mass", "share": 0.0006, "limit": 0.03, "unknown": 0, "exceeded": False, "lines": ["M10"]},
            {"view": "ef", "by": "score", "share": 0.0, "limit": 0.03, "unknown": 1, "exceeded": False, "lines": ["M10"]},
            {"view": "cfp", "by": "source", "share": 0.012, "limit": 0.01, "unknown": 0, "exceeded": True, "lines": ["M10"]},
            {"view": "cfp", "by": "score", "share": 0.012, "limit": 0.05, "unknown": 0, "exceeded": False, "lines": ["M10"]},
        ],
        "scaling": {"assessed": 5.0, "assessed_share": 0.988, "added": 5.0 * (1 / 0.988 - 1), "lines": ["M10"]},
        "screening": {},
        "checks": [{"name": "contributions sum to the total", "value": 2.1e-16, "tolerance": 1e-9, "passed": True}],
        "settings": {"cutoff_total": 0.03},
    }
