"""The worked examples are sound: transport, waste, water and omissions find nothing that is more than good to know."""

from __future__ import annotations

import pytest

from ef_training.forms import read_form
from ef_training.inventory.per_unit import per_unit
from ef_training.review import omissions, transport, waste, water
from ef_training.review.model import Reviewed
from ef_training.review.settings import REVIEW_SETTINGS
from ef_training.review.water_balance import water_balance

FORMS = [(name, lang) for name in ("aluminium-hub", "pp-food-box") for lang in ("zh-TW", "en")]


@pytest.fixture(scope="module", params=FORMS, ids=" ".join)
def sound(request, forms):
    inventory = read_form(forms[request.param], importer="itri")
    return Reviewed(inventory, per_unit(inventory))


@pytest.mark.parametrize("module", [transport, waste, water, omissions], ids=lambda module: module.NAME)
def test_nothing_to_ask(sound, module):
    found = [f for f in module.CHECK.run(sound, REVIEW_SETTINGS) if f.severity != "info"]
    assert not found, [(f.kind, f.place, f.what.render("en")) for f in found]


def test_the_water_of_the_examples(sound):
    balance = water_balance(sound)
    expected = {"demo-hub": (2500, 458), "demo-box": (1150, 460)}[sound.inventory.company.code]
    assert (balance.withdrawn, balance.consumption) == pytest.approx(expected)
    assert balance.gap == pytest.approx(0, abs=1e-9)
