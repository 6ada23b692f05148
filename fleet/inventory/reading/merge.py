"""One raw inventory from the files that hold its parts."""

from collections.abc import Iterable
from typing import Any, get_origin

from fleet.inventory.errors.mistyped import ROWS, kind, mistyped
from fleet.inventory.errors.problems import Mistake, Path, Problem, quoted
from fleet.inventory.errors.suggestions import instead, nearest
from fleet.inventory.fleet import Fleet
from fleet.inventory.reading.source import Source

_SECTIONS = frozenset(Fleet.model_fields)
SECTIONS_OF_ROWS = frozenset(name for name, field in Fleet.model_fields.items() if get_origin(field.annotation) is dict)


class Merged:
    """All files as one mapping: sections joined, and of two equal keys the first kept.

    If two files contradict each other, the mistake is reported in the later one.
    """

    data: dict[str, Any]
    """The sections as they are written."""
    unread: set[str]
    """The sections of which a part could not be read, so that no row can be called missing there."""
    dropped: list[Any]
    """Values that are in the files but not in the data: behind a key that is there twice, or in an unknown section."""

    doubts: list[Mistake]
    """The doubts of the sources about what is in the data."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.data, self.unread, self.dropped, self.doubts = {}, set(), [], []
        self._owners: dict[Path, Source] = {}
        for source in sources:
            self._add_file(source)

    def located(self, mistake: Mistake) -> Problem | None:
        """The mistake, located in its file. None if that place has one already, which it would only repeat."""
        path = mistake.path
        source = self._owner(path) or self._owners[path[:1]]
        mark, *others = source.marks_of(path, at_key=mistake.at_key)
        if source.places & {mark, *others}:
            return None
        return Problem(source.file, *mark, path, mistake.what, mistake.write)

    def _owner(self, path: Path) -> Source | None:
        """The source of what stands at a path; none where that is not in the data."""
        return self._owners.get(path[:2]) or self._owners.get(path[:1])

    def _add_file(self, source: Source) -> None:
        self.dropped += source.dropped
        if source.truncated or not isinstance(source.data, dict):
            self.unread |= _SECTIONS
        if isinstance(source.data, dict):
            for section, rows in source.data.items():
                self._add_section(source, section, rows)
            self.doubts += [doubt for doubt in source.doubts if self._owner(doubt.path) is source]
        elif not source.truncated:
            what = "the file is empty" if source.data is None else f"the file is {kind(source.data)}"
            source.complain((1, 1), what, "write sections such as hosts: and services:, or remove the file")

    def _add_section(self, source: Source, section: str, rows: Any) -> None:
        if section not in _SECTIONS:
            mark = source.place((section,), at_key=True)
            write = instead(nearest(section, _SECTIONS), _SECTIONS)
            source.complain(mark, f"unknown key {quoted(section)}", write, (section,))
            self.dropped.append({section: rows})
        elif section not in SECTIONS_OF_ROWS:
            self._keep(source, (section,), self.data, rows)
        elif isinstance(rows, dict):
            merged_rows = self.data.setdefault(section, {})
            for key, row in rows.items():
                self._keep(source, (section, key), merged_rows, row)
        else:
            source.complain(source.place((section,)), *mistyped(rows, ROWS), (section,))
            self.unread.add(section)

    def _keep(self, source: Source, path: Path, container: dict[str, Any], value: Any) -> None:
        """Keep what stands at a path, unless an earlier file has that path too."""
        earlier = self._owners.setdefault(path, source)
        if earlier is source:
            container[path[-1]] = value
            return
        line, _ = earlier.place(path, at_key=True)
        what = f"the key {quoted(path[-1])} is in {earlier.file}:{line} too"
        source.complain(source.place(path, at_key=True), what, "keep one of them", path)
        self.dropped.append(value)
