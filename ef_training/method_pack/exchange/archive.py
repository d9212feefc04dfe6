"""Archives from elsewhere: bounded in size, nothing unpacked to disk, XML without definitions, JSON within bounds.

Only zip archives are read, and of them only the entries that a reader asks for. Refused as a whole: an archive with a path that
leaves it, with a name that stands twice, encrypted, or larger than `ArchiveLimits`.
"""

from __future__ import annotations

import json
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from ...errors import PackError, Problem
from ...messages import Message, message

UNREADABLE = (OSError, EOFError, ValueError, KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True)
class ArchiveLimits:
    """How large an archive may be. The reference package EF 3.1 has about a hundred thousand files; bounds are the project's
    choice.

    ``file`` bytes of the archive, ``entries`` in it, ``unpacked`` bytes of all of them as declared and as really read, ``entry``
    bytes of one; ``ratio`` is how many times its packed size an entry of more than ``small`` bytes may be (XML packs some thirty
    times), ``depth`` of nested XML elements.
    """

    file: int = 1_000_000_000
    entries: int = 500_000
    unpacked: int = 4_000_000_000
    entry: int = 400_000_000
    ratio: int = 250
    small: int = 1_000_000
    depth: int = 60


class SourceArchive:
    """The entries of a zip archive by name.

    Raises
    ------
    PackError
        The file is missing, is no zip archive, or is refused as the module says.
    """

    def __init__(self, path: Path, limits: ArchiveLimits | None = None):
        self.name, self.limits, self._read = path.name, limits or ArchiveLimits(), 0
        try:
            size = path.stat().st_size
            if size > self.limits.file:
                raise self.refuse(
                    message("the file has {size} bytes, at most {limit} are read", size=size, limit=self.limits.file)
                )
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise PackError(Problem(message("there is no such file"), str(path))) from None
        except UNREADABLE as reason:
            raise self.refuse(message("the file is not a zip archive, or it is damaged: {reason}", reason=reason)) from reason
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._check(self._zip.infolist())

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        limits, problems = self.limits, []
        if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked:
            raise self.refuse(message("the archive is far larger than a package of LCIA methods"))
        for entry in entries:
            name, what = entry.filename, None
            if leaves(name):
                what = message("the path “{path}” leaves the archive", path=name)
            elif name in self._entries:
                what = message("the path “{path}” stands twice in the archive", path=name)
            elif entry.flag_bits & 1:
                what = message("“{path}” is encrypted", path=name)
            elif entry.file_size > limits.entry or (
                entry.file_size > limits.small and entry.file_size > limits.ratio * max(entry.compress_size, 1)
            ):
                what = message("“{path}” unpacks to {size} bytes, far more than such a file has", path=name, size=entry.file_size)
            if what is not None:
                problems.append(Problem(what, self.name))
            if not entry.is_dir():
                self._entries[name] = entry
        if problems:
            raise PackError(problems)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of all files, in the order of the archive."""
        return tuple(self._entries)

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def refuse(self, what: Message, path: str = "") -> PackError:
        """Build the error for the archive or a file in it."""
        return PackError(Problem(what, f"{self.name}/{path}" if path else self.name))

    def read(self, path: str) -> bytes:
        """Return a file; `PackError` where it is damaged or longer than declared."""
        entry = self._entries[path]
        try:
            with self._zip.open(entry) as stream:
                content = stream.read(entry.file_size + 1)
        except UNREADABLE as reason:
            raise self.refuse(message("the file cannot be read: {reason}", reason=reason), path) from reason
        self._read += len(content)
        if len(content) > entry.file_size or self._read > self.limits.unpacked:
            raise self.refuse(message("the file is longer than the archive says"), path)
        return content

    def xml(self, path: str) -> ElementTree.Element:
        """Return the root of an XML file; one with a document type definition, so with entities of its own, is refused."""
        try:
            parser = ElementTree.XMLParser(target=_Tree(self.limits.depth))
            parser.feed(self.read(path))
            root: ElementTree.Element = parser.close()
        except _Refused as reason:
            raise self.refuse(reason.what, path) from None
        except (ElementTree.ParseError, LookupError, ValueError) as reason:
            raise self.refuse(message("the file is not sound XML: {reason}", reason=reason), path) from reason
        return root

    def json(self, path: str) -> dict[str, Any]:
        """Return the object of a JSON file."""
        try:
            content = json.loads(self.read(path), parse_constant=_no_constant)
        except (ValueError, RecursionError) as reason:
            raise self.refuse(message("the file is not JSON: {reason}", reason=reason), path) from reason
        if not isinstance(content, dict):
            raise self.refuse(message("the file holds no JSON object"), path)
        return content


def leaves(path: str) -> bool:
    """Tell whether a path of an archive would lead out of the folder it is unpacked to.

    >>> leaves("ILCD/flows/a.xml"), leaves("../a"), leaves("/a"), leaves("C:\\\\a")
    (False, True, True, True)
    """
    plain = path.replace("\\", "/")
    return (
        plain.startswith("/")
        or bool(re.match(r"[A-Za-z]:", plain))
        or ".." in posixpath.normpath(plain).split("/")
        or (".." in plain.split("/") or "\x00" in plain)
    )


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is not a JSON number")


class _Refused(Exception):
    def __init__(self, what: Message):
        super().__init__(what.template)
        self.what = what


class _Tree(ElementTree.TreeBuilder):
    """Builds the tree, not deeper than allowed, and refuses definitions before any entity could be used."""

    def __init__(self, depth: int):
        super().__init__()
        self._left = depth

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise _Refused(message("the file holds a document type definition and is not read"))

    def start(self, tag: str, attrs: dict[str, str], /) -> ElementTree.Element:
        self._left -= 1
        if self._left < 0:
            raise _Refused(message("elements are nested too deeply"))
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ElementTree.Element:
        self._left += 1
        return super().end(tag)
