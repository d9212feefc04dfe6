"""``ef-training review distance``: how far it is from one place to another, and how that was found."""

from __future__ import annotations

import json

import click

from ..messages import translate
from .options import json_option, lang_option

MODES = ("lorry", "rail", "ship", "air")
AVOIDABLE = ("suez", "panama")


class AloneCommand(click.Command):
    """A command whose usage line leaves out the arguments of the group, which it does not take."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the names of the commands and the own arguments."""
        names, parent = [ctx.info_name or self.name or ""], ctx.parent
        while parent is not None:
            names.insert(0, parent.info_name or "")
            parent = parent.parent
        formatter.write_usage(" ".join(names), " ".join(self.collect_usage_pieces(ctx)))


@click.command("distance", cls=AloneCommand, short_help="Work out a one-way distance by road, rail, sea or air.")
@click.argument("from_", metavar="FROM")
@click.argument("to", metavar="TO")
@click.option("--mode", type=click.Choice(MODES), required=True, help="How the goods travel.")
@click.option("--avoid", type=click.Choice(AVOIDABLE), multiple=True, help="Canal not used (for ships); may be repeated.")
@json_option
@lang_option
def command(from_: str, to: str, mode: str, avoid: tuple[str, ...], as_json: bool, lang: str) -> None:
    """Work out a one-way distance and print it with its method.

    FROM and TO: a place in Taiwan, a science or industrial park, a port (name or UN/LOCODE), an airport (name or IATA code), a
    city abroad, an address that holds one of them, or "lat,lon". Nothing is looked up on the internet.

    Example: ef-training review distance 高雄港 鹿特丹 --mode ship
    """
    from ..review.distance import distance

    found = distance(from_, to, mode, avoid=avoid)
    if as_json:
        click.echo(json.dumps(found.as_dict(lang), ensure_ascii=False, indent=1))
        return
    start, end = found.start.name.render(lang), found.end.name.render(lang)
    click.echo(f"{start} → {end}  {found.rounded} km")
    click.echo(translate("Method: {text}", lang).format(text=found.method.render(lang)))
    if found.accuracy_km >= 1:
        text = translate("The two positions together may be off by {km:.0f} km.", lang).format(km=found.accuracy_km)
        click.echo(text)
    for note in found.notes:
        click.echo(translate("Note: {text}", lang).format(text=note.render(lang)))
    click.echo(translate("Source: {text}", lang).format(text=found.source.render(lang)))
