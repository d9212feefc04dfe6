"""``ef-training methods check``: is a pack sound, and does Brightway hold what it says?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..names import PROJECT
from .options import json_option, lang_option

if TYPE_CHECKING:
    from ..errors import Problem
    from ..method_pack.checking.examine import PackCheck


@click.command("check")
@click.argument("name")
@click.option(
    "--project",
    default=PROJECT,
    show_default=True,
    metavar="NAME",
    help="Brightway project whose flow lists are matched and whose methods are compared; nothing is written to it.",
)
@click.option(
    "--background", metavar="NAME", show_default="training, where it is installed", help="Look up the flows of a background."
)
@click.option(
    "--company",
    metavar="CODE",
    help="Look up the flows behind a company's products in the project (its code, or code and product).",
)
@click.option(
    "--results", type=click.Path(path_type=Path), metavar="FOLDER", help="Look up the flows behind the product of a finished run."
)
@json_option
@lang_option
def check(
    name: str, project: str, background: str | None, company: str | None, results: Path | None, as_json: bool, lang: str
) -> None:
    """Check a pack, by name or folder, and say what was read; exit code 1 where it or what Brightway holds of it is wrong.

    Example: ef-training methods check my-pack --results results
    """
    from ..errors import PackError
    from ..method_job import check_pack
    from .methods_check_text import content, text

    try:
        found = check_pack(name, project=project, background=background, company=company, results=results)
    except PackError as error:
        if not as_json:
            raise
        click.echo(
            json.dumps({"pack": name, "passed": False, "problems": problems(error.problems)}, ensure_ascii=False, indent=1)
        )
        raise SystemExit(1) from None
    click.echo(json.dumps(content(found), ensure_ascii=False, indent=1) if as_json else "\n".join(text(found, lang)))
    if not found.passed:
        _say_failure(found, lang)
        raise SystemExit(1)


def problems(found: tuple[Problem, ...]) -> list[dict[str, Any]]:
    """Return problems for a program."""
    return [
        {"where": problem.where, "what": str(problem.what), "mend": str(problem.mend) if problem.mend else None}
        for problem in found
    ]


def _say_failure(found: PackCheck, lang: str) -> None:
    from ..messages import translate

    if found.homeless:
        said = translate("The check failed. Factors of flows that no list has: {count}.", lang)
        click.echo(said.format(count=len(found.homeless)), err=True)
    registration = found.registration
    if registration is None or not registration.differences:
        return
    said = (
        translate(
            "The check failed. Differences between Brightway and the pack: {count}; “ef-training methods install” mends them.",
            lang,
        )
        if len(registration.differences) > len(registration.foreign)
        else translate("The check failed. Methods in the pack’s family that this program did not make: {count}.", lang)
    )
    click.echo(said.format(count=len(registration.differences)), err=True)
