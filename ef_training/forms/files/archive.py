"""The parts of a workbook that is a zip archive (.xlsx, .ods), bounded in size, and its XML as a stream."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat

from ...messages import message
from .workbook import Limits, refuse, too_large

CHUNK = 1 << 16
UNREADABLE = (
    ValueError,
    KeyError,
    IndexError,
    OSError,
    EOFError,
    RuntimeError,
    OverflowError,
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
)
"""What a damaged archive or its XML raises."""

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


class Damaged(ValueError):
    """A part that contradicts the format."""


@dataclass(frozen=True)
class Relation:
    """One relationship of a part of an Office Open XML package: the last word of its type, and the part it leads to."""

    kind: str
    target: str


class Archive:
    """The parts of a zip archive by name, read within the limits; ``count`` adds up what was looked at in all of them."""

    def __init__(self, name: str, content: bytes, limits: Limits):
        self.name, self.limits, self.count = name, limits, 0
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except UNREADABLE as error:
            raise refuse(name, message("this is not an Excel workbook (.xlsx), or it is damaged")) from error
        entries = self._zip.infolist()
        if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked:
            raise too_large(name)
        # Some programs write part names with backslashes or in another case than the relationships have.
        self._entries = {self._key(entry.filename): entry for entry in entries}
        self.encrypted = any(entry.flag_bits & 1 for entry in entries)

    @staticmethod
    def _key(part: str) -> str:
        return part.replace("\\", "/").lstrip("/").casefold()

    def __contains__(self, part: str) -> bool:
        return self._key(part) in self._entries

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of all parts, folders left out."""
        return tuple(entry.filename for entry in self._entries.values() if not entry.is_dir())

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield a part piece by piece; what is unpacked is bounded by the sizes that were checked in the beginning."""
        entry = self._entries[self._key(part)]
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Damaged("it is compressed in a way that no spreadsheet program uses")
        with self._zip.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    def read(self, part: str) -> bytes:
        """Return a part as a whole."""
        return b"".join(self.chunks(part))

    def parse(self, part: str, listener: Listener) -> None:
        """Feed a part of XML to a listener, bounded in depth, in the size of a tag and in what the listener counts."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse_definition
        parser.StartElementHandler, parser.EndElementHandler = listener.start, listener.end
        parser.CharacterDataHandler = listener.text
        parser.buffer_text = True
        begun, fed = self.count, 0
        for chunk in self.chunks(part):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if listener.depth > self.limits.depth:
                raise Damaged("elements are nested too deeply")
            self.count = begun + listener.count
            if self.count > self.limits.elements or fed - max(parser.CurrentByteIndex, 0) > 32 * CHUNK:
                raise too_large(self.name)
        parser.Parse(b"", True)

    def _refuse_definition(self, *_: object) -> None:
        raise refuse(self.name, message("the workbook holds a document type definition and is not opened"))

    def relations(self, part: str) -> dict[str, Relation]:
        """Return the relationships of a part of an Office Open XML package by their ids; those that lead outside are left out."""
        folder, _, file = part.rpartition("/")
        listed = posixpath.join(folder, "_rels", f"{file}.rels")
        if listed not in self:
            return {}
        listener = _Relations(folder)
        self.parse(listed, listener)
        return listener.found


class Listener:
    """Listens to a stream of XML; what listens to a part derives from it.

    ``count`` is what it has looked at so far, in the sense of `Limits.elements`, ``depth`` how many elements are open.
    ``start`` and ``end`` are called for every element: those of a part that may be large keep both themselves.
    """

    def __init__(self) -> None:
        self.count = self.depth = 0

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """Take the begin of an element; names are "namespace name"."""
        self.count += 1
        self.depth += 1

    def end(self, name: str, /) -> None:
        """Take the end of an element."""
        self.depth -= 1

    def text(self, data: str, /) -> None:
        """Take a piece of text."""


class _Relations(Listener):
    def __init__(self, folder: str):
        super().__init__()
        self.folder = folder
        self.found: dict[str, Relation] = {}

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        super().start(name, attributes)
        if name == f"{_RELATIONS} Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(self.folder, target))
            self.found[attributes.get("Id", "")] = Relation(attributes.get("Type", "").rpartition("/")[2], target)
