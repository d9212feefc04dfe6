"""Bringing MOENV's catalogue up to date: read a publication, merge it with the snapshot in use, keep the result as a new one."""

from __future__ import annotations

from datetime import date

from ...errors import DataError, Problem
from ...messages import message
from ..snapshots import Snapshot, keep_snapshot, load_snapshot, use_snapshot
from .download import URL, fetch
from .merge import Change, Update, merge
from .plausible import UpdateSettings
from .publication import Publication, PublishedRow, read_download

__all__ = [
    "URL",
    "Change",
    "Publication",
    "PublishedRow",
    "Update",
    "UpdateSettings",
    "fetch",
    "keep_update",
    "merge",
    "plan_update",
    "read_download",
]


def plan_update(
    publication: Publication, *, today: date | None = None, accept_withdrawn: bool = False, settings: UpdateSettings | None = None
) -> Update:
    """Merge a publication with the snapshot in use; nothing is written.

    Raises
    ------
    DataError
        So many rows would be withdrawn that the publication looks like a part of the catalogue, and ``accept_withdrawn`` does not
        say that it is not.
    """
    settings = settings or UpdateSettings()
    update = merge(load_snapshot(), publication, today=today or date.today(), settings=settings)
    published = sum(not factor.withdrawn for factor in update.before)
    if len(update.withdrawn) > settings.withdrawn_share * published and not accept_withdrawn:
        raise DataError(
            Problem(
                message(
                    "{rows} rows were read, and {gone} of the {published} rows in use are not among them: "
                    "this looks like a part of the catalogue, and nothing was changed",
                    rows=len(publication.rows),
                    gone=len(update.withdrawn),
                    published=published,
                ),
                publication.source,
                message("where the ministry did withdraw them, give --accept-withdrawn"),
            )
        )
    return update


def keep_update(update: Update, source: str, *, today: date | None = None) -> Snapshot:
    """Keep an update as a new snapshot and make it the one in use. ``source`` is the file or address it was read from.

    Raises
    ------
    OutputError
        The folder of the snapshots cannot be written to; the snapshot in use stays then.
    """
    snapshot = keep_snapshot(
        update.factors,
        made=today or date.today(),
        source=source,
        before=update.before.snapshot,
        added=len(update.added),
        changed=len(update.changed),
        withdrawn=len(update.withdrawn),
    )
    use_snapshot(snapshot.name)
    return snapshot
