"""From a form to a review of the second visit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from second_visit import opened

from ef_training.errors import FormError
from ef_training.factors.catalogue import FactorCatalogue
from ef_training.forms.reader import read_form
from ef_training.inventory.model import Inventory, Target
from ef_training.job import review_choices
from ef_training.linking.links.links_file import write_links
from ef_training.linking.links.row import LinkRow
from ef_training.review.checks import all_checks
from ef_training.review.choices import look_up
from ef_training.review.choosing.table import CORRECT, EXPLAIN, OK, table
from ef_training.review.model import Finding, Review
from ef_training.review.run import review_inventory, unit_lines
from ef_training.review.settings import ReviewSettings

Forms = dict[tuple[str, str], Path]
SECOND = {check.name for check in all_checks(2)} - {check.name for check in all_checks()}


@pytest.fixture(scope="module")
def hub(forms: Forms) -> Inventory:
    return read_form(forms["aluminium-hub", "en"], importer="itri")


@pytest.fixture(scope="module")
def box(forms: Forms) -> Inventory:
    return read_form(forms["pp-food-box", "en"], importer="itri")


def on_choices(review: Review, *severities: str) -> list[Finding]:
    return [f for f in review.findings if f.check in SECOND and (not severities or f.severity in severities)]


def changed(inventory: Inventory, line_id: str, view: str, was: str, /, **values: object) -> Inventory:
    """Change the link of a line to a target."""
    found = [t for t in inventory.targets if (t.line_id, t.view, t.target) == (line_id, view, was)]
    assert len(found) == 1, (line_id, view, was)
    return replace(inventory, targets=tuple(replace(t, **values) if t is found[0] else t for t in inventory.targets))


def kinds(review: Review, line_id: str) -> set[tuple[str, str, str]]:
    return {(f.severity, f.check, f.kind) for f in on_choices(review) if f.line_id == line_id and f.severity != "info"}


# ---- sound forms


def test_the_worked_examples_are_sound_at_the_second_visit(forms: Forms) -> None:
    for (name, lang), path in forms.items():
        review = review_choices(path)
        assert (review.visit, review.skipped) == (2, ())
        said = [f"{f.check}/{f.kind}: {f.what}" for f in on_choices(review, "error", "warning")]
        assert said == [], (name, lang)
        asked = {(f.check, f.kind) for f in on_choices(review, "question")}
        assert asked <= {("complete", "no-distance"), ("standing", "reference-grade"), ("years", "old")}, (name, lang)
        assert len({f.key for f in review.findings}) == len(review.findings)


def test_findings_can_be_said_in_both_languages(forms: Forms) -> None:
    names = {check.name for check in all_checks(2)}
    for finding in review_choices(forms["pp-food-box", "zh-TW"]).findings:
        assert finding.check in names
        for text in (finding.what, finding.why, finding.mend):
            for lang in ("en", "zh-TW"):
                assert text.render(lang)
                assert "{" not in text.render(lang)


def test_a_first_visit_knows_nothing_of_choices(hub: Inventory) -> None:
    review = review_inventory(hub)
    assert review.visit == 1
    assert review.reviewed is not None
    assert review.reviewed.choices is None
    assert not on_choices(review)
    assert table(review) == ()
    assert all_checks(2)[: len(all_checks())] == all_checks()
    for check in all_checks(2):
        assert check.visit == (2 if check.name in SECOND else 1)
        if check.visit == 2:
            assert list(check.run(review.reviewed, ReviewSettings())) == []


def test_checks_of_the_first_visit_run_again(hub: Inventory) -> None:
    first = {f.key for f in review_inventory(hub).findings}
    assert first <= {f.key for f in opened().review(hub).findings}


# ---- fuel: what the first visit knows by names only


def with_carbon_dioxide(box_or_hub: Inventory, target: str) -> Inventory:
    """The hub with the CO2 of its boiler as an emission line of its own, and the gas linked to some factor."""
    like = next(t for t in box_or_hub.targets if t.line_id == "A03" and t.view == "cfp")
    line = replace(next(li for li in box_or_hub.lines if li.line_id == "A03"), line_id="A09", name="CO2 of burning natural gas")
    co2 = replace(like, line_id="A09", target="CO2@AR6")
    none = replace(like, line_id="A09", view="ef", kind="left-out", target="", reason="climate alone")
    form = replace(box_or_hub, lines=(*box_or_hub.lines, line), targets=(*box_or_hub.targets, co2, none))
    return changed(form, "E02", "cfp", "moenv-79168308", target=target)


def test_burning_beside_a_factor_in_use_is_counted_twice(hub: Inventory) -> None:
    assert ("warning", "roles", "burned-twice") in kinds(opened().review(with_carbon_dioxide(hub, "moenv-79168308")), "A09")


def test_burning_beside_the_supply_alone_is_right(hub: Inventory) -> None:
    """By names the first visit warns; the factors show that nothing is counted twice."""
    form = with_carbon_dioxide(hub, "moenv-9def8ae6")
    first = {(f.check, f.kind) for f in review_inventory(form).findings}
    assert ("energy", "fuel-burned-twice") in first
    second = opened().review(form)
    assert not {f.kind for f in second.findings} & {"fuel-burned-twice", "burned-twice", "supply-alone"}


# ---- catalogue rows that were withdrawn, several rows on a row factor


def test_a_withdrawn_row_is_named_with_what_is_published(hub: Inventory) -> None:
    found = opened()
    catalogue = found.catalogues.factors
    rows = tuple(replace(r, withdrawn="2026-03-01") if r.factor_id == "moenv-9679f870" else r for r in catalogue)
    gone = replace(found, catalogues=replace(found.catalogues, factors=FactorCatalogue(rows, "other")))
    review = gone.review(hub)
    (told,) = [f for f in on_choices(review, "warning") if f.kind == "withdrawn" and f.line_id == "M01-T1"]
    assert "2026-03-01" in str(told.what)
    assert "moenv-2b83f13e" in str(told.mend)
    assert [t.severity for t in on_choices(found.review(hub)) if t.kind == "withdrawn"] == []


def test_factors_on_the_rows_are_judged_once_though_they_stand_in_both_views() -> None:
    sample = Path(__file__).parents[2] / "importers" / "moenv-platform" / "sample.xlsx"
    review = review_choices(sample)
    assert [f.kind for f in on_choices(review, "question") if f.line_id == "L01" and f.kind == "old"] == ["old"]
    assert [f.severity for f in on_choices(review) if f.kind == "screening"] == ["warning"]


# ---- what cannot be read or looked up


def test_links_that_cannot_be_looked_up_do_not_stop_the_others(hub: Inventory) -> None:
    form = changed(hub, "M04", "ef", "steel-wire-rod", target="steel-wire-rood")
    form = changed(form, "E01", "cfp", "moenv-24a2201d", target="moenv-33881080")
    review = opened().review(form)
    (unknown,) = on_choices(review, "error")
    target = next(t for t in form.targets if t.target == "steel-wire-rood")
    assert unknown.place == str(target.origins["target"])
    assert "steel-wire-rod" in str(unknown.mend)
    assert ("warning", "years", "nearer-year") in kinds(review, "E01")
    assert not [f for f in on_choices(review, "warning", "question") if f.line_id == "M04"], (
        "what is broken is not judged in part"
    )


def test_a_form_that_can_be_read_in_part_is_judged_in_part(hub: Inventory) -> None:
    form = changed(hub, "E01", "cfp", "moenv-24a2201d", target="moenv-33881080")
    lines = tuple(replace(line, allocation="nobody") if line.line_id == "E02" else line for line in form.lines)
    review = opened().review(replace(form, lines=lines))
    assert [f.check for f in review.findings if f.severity == "error"] == ["reading"]
    assert ("warning", "years", "nearer-year") in kinds(review, "E01")


def test_a_form_without_a_target_product_has_every_check_left_out(hub: Inventory) -> None:
    outputs = tuple(replace(output, role="other") for output in hub.outputs)
    review = review_inventory(replace(hub, outputs=outputs), choices=opened().choices(hub))
    assert review.reviewed is None
    assert len(review.skipped) == len(all_checks(2))


def test_a_file_that_is_no_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all", encoding="utf-8")
    with pytest.raises(FormError):
        review_choices(tmp_path / "letter.txt")


def test_nothing_linked_yet_is_one_sentence_a_view(hub: Inventory) -> None:
    review = opened().review(replace(hub, targets=(), custom_factors=()))
    told = [(f.kind, f.where) for f in on_choices(review, "error")]
    assert told == [("no-factor", ()), ("no-dataset", ())]


# ---- a file of links


def row(target: Target, line_name: str, /, **values: object) -> LinkRow:
    fields = ("line_id", "view", "kind", "target", "multiplier", "multiplier_unit", "reason", "source")
    said = {name: getattr(target, name) for name in fields}
    return LinkRow(**{**said, "line_name": line_name, "state": "proposed", **values})  # type: ignore[arg-type]


def test_proposals_are_judged_and_named(forms: Forms, hub: Inventory, tmp_path: Path) -> None:
    name = next(line.name for line in hub.lines if line.line_id == "E01")
    target = next(t for t in hub.targets if t.line_id == "E01" and t.view == "cfp")
    asks = row(target, name, view="ef", kind="dataset", target="elec-tw-mv", multiplier=None, asks="density")
    rows = [row(target, name, target="moenv-33881080"), asks]
    review = review_choices(forms["aluminium-hub", "en"], links=write_links(tmp_path / "links.csv", rows))
    assert ("warning", "years", "nearer-year") in kinds(review, "E01")
    (open_,) = [f for f in on_choices(review) if f.kind == "unconfirmed"]
    assert "E01" in str(open_.what)
    assert open_.place.startswith("links.csv!")
    assert [f.severity for f in on_choices(review) if f.kind == "links-file"] == ["question", "question"]


def test_a_row_for_a_line_that_is_not_there_is_an_error_with_its_cell(forms: Forms, hub: Inventory, tmp_path: Path) -> None:
    target = next(t for t in hub.targets if t.line_id == "E01" and t.view == "cfp")
    rows = [row(target, "", line_id="E77", state="confirmed", confirmed_by="ITRI")]
    review = review_choices(forms["aluminium-hub", "en"], links=write_links(tmp_path / "links.csv", rows))
    (told,) = on_choices(review, "error")
    assert told.kind == "links-file"
    assert told.place == "links.csv!A2"
    assert "E77" in str(told.what)


# ---- the table of all choices


def test_the_table_has_every_line_with_both_scores(hub: Inventory) -> None:
    found = opened()
    review = found.review(hub)
    rows = {row.line_id: row for row in table(review)}
    assert list(rows) == [line.line_id for line in hub.lines]
    power = rows["E01"]
    amount = next(item.amount for item in unit_lines(hub)[0] if item.line.line_id == "E01")
    assert power.cfp == pytest.approx(amount * 0.6058)
    assert power.ef == pytest.approx(amount * found.climate["elec-tw-mv"])
    assert power.ratio == pytest.approx(0.6058 / found.climate["elec-tw-mv"])
    assert rows["P04"].screening
    assert rows["P04"].ratio is None
    assert rows["R01"].left_out == {"cfp", "ef"}
    assert rows["M01"].verdict == EXPLAIN
    assert rows["M02"].verdict == OK


def test_a_wrong_choice_is_to_be_corrected(hub: Inventory) -> None:
    form = changed(hub, "M03-T1", "ef", "ship-container", target="lorry-16t")
    rows = {row.line_id: row for row in table(opened().review(form))}
    assert rows["M03-T1"].verdict == CORRECT
    assert "another-mode" in {finding.kind for finding in rows["M03-T1"].findings}
    assert rows["M03-T2"].verdict == OK


def test_what_cannot_be_looked_up_has_no_score_in_the_table(hub: Inventory) -> None:
    form = changed(hub, "P02", "ef", "corrugated-board", target="no-board")
    row_ = next(row for row in table(opened().review(form)) if row.line_id == "P02")
    assert (row_.ef, row_.broken, row_.verdict) == (None, {"ef"}, CORRECT)
    assert row_.cfp is not None


def test_without_a_pack_nothing_is_scored(hub: Inventory) -> None:
    found = opened()
    choices = look_up(hub, unit_lines(hub)[0], found.catalogues)
    review = review_inventory(hub, choices=choices)
    assert next(row for row in table(review) if row.line_id == "E01").ef is None
    assert not on_choices(review, "error", "warning")
