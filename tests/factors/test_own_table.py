"""The user's own table of terms is read wherever names are read, with one function."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ef_training.factors import load_factors, load_gwp
from ef_training.factors.naming.terms import FILE, load_terms, terms_for
from ef_training.factors.search import FactorSearch
from ef_training.factors.updating.download import _page_size
from ef_training.linking.crosswalk import load_crosswalk
from ef_training.review.choosing.things import Families

WORD = "廠內暱稱乙"


@pytest.fixture
def own(tmp_path, monkeypatch):
    import platformdirs

    (tmp_path / FILE).write_text(f"term,kind,means,note\n{WORD},name,鋅錠,\n", encoding="utf-8")
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_: str(tmp_path))
    return tmp_path / FILE


def test_own_terms_are_read_after_the_shipped_ones_and_before_those_that_are_named(own, tmp_path):
    named = tmp_path / "named.csv"
    named.write_text(f"term,kind,means,note\n{WORD},name,黃銅,\n", encoding="utf-8")
    assert terms_for().of("name")[terms_for().read(WORD)].means == ("鋅錠",)
    assert terms_for((named,)).of("name")[terms_for().read(WORD)].means == ("黃銅",)
    assert len(terms_for()) == len(load_terms()) + 1


def test_search_and_review_read_them(own):
    catalogue = load_factors()
    hits = FactorSearch(catalogue).find(WORD, limit=1)
    assert [hit.factor.name for hit in hits] == ["鋅錠"]
    choices = SimpleNamespace(catalogues=SimpleNamespace(factors=catalogue, processes={}, gwp=load_gwp()))
    ranked = Families(choices, load_crosswalk())._names.rank(WORD, limit=1)
    assert [catalogue.get(one.code).name for one in ranked] == ["鋅錠"]


@pytest.mark.parametrize(
    ("stated", "rows"), [("400", 400), ("9" * 5000, 1000), ("0", 1000), ("-1", 1000), ("x", 1000), ("4000", 1000)]
)
def test_a_page_holds_what_the_api_says_where_that_can_be(stated, rows):
    assert _page_size({"limit": stated}, 1000) == rows
