"""Plain data under construction: what is read of a file goes where it belongs, and its place is noted."""

from enum import Enum
from typing import Any

from fleet.inventory.errors.problems import quoted
from fleet.inventory.reading.source import Mark, Source

Container = dict[str, Any] | list[Any]


class _Key(Enum):
    """What a mapping waits for, where it is no key of the file."""

    NONE = 0
    SKIPPED = 1
    MERGED = 2


class _Frame:
    """A mapping or sequence under construction."""

    __slots__ = ("container", "key", "mark", "marks", "merged", "size")

    def __init__(self, container: Container, mark: Mark) -> None:
        self.container, self.mark = container, mark
        self.marks: dict[Any, tuple[Mark, Mark]] = {}
        self.merged: list[Any] | None = None
        self.key: Any = _Key.NONE
        self.size = 1


class Builder:
    """Builds a `Source`'s data, innermost container last on the stack."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._stack: list[_Frame] = []

    @property
    def depth(self) -> int:
        """How many containers are open."""
        return len(self._stack)

    def complain(self, mark: Mark, what: str, write: str) -> None:
        """Note a problem where reading is now."""
        steps = (len(f.container) if isinstance(f.container, list) else f.key for f in self._stack)
        self.source.complain(mark, what, write, tuple(step for step in steps if not isinstance(step, _Key)))

    def add(self, mark: Mark, value: Any, size: int, written: str | None = None) -> None:
        """Put a finished value where it belongs: a key or a value of the innermost container.

        Args:
            mark: Where it stands.
            value: The value.
            size: How many values it holds, itself included.
            written: A scalar as the file has it.
        """
        if not self._stack:
            self.source.data = value
            return
        frame = self._stack[-1]
        frame.size += size
        container = frame.container
        if isinstance(container, list):
            frame.marks[len(container)] = mark, mark
            container.append(value)
        elif frame.key is _Key.NONE:
            frame.key = self._key(mark, frame, value, written)
            if not isinstance(frame.key, _Key):
                frame.marks[frame.key] = mark, mark
        else:
            if frame.key is _Key.SKIPPED:
                self.source.dropped.append(value)
            elif frame.key is _Key.MERGED:
                frame.merged = [*(frame.merged or []), *(value if isinstance(value, list) else [value])]
            else:
                container[frame.key] = value
                frame.marks[frame.key] = frame.marks[frame.key][0], mark
            frame.key = _Key.NONE

    def _key(self, mark: Mark, frame: _Frame, value: Any, written: str | None) -> Any:
        """The key that a value is, or what to do with what it leads to where it can be none."""
        if isinstance(value, dict | list):
            self.complain(mark, "a key can't be a list or mapping", "write a name")
            return _Key.SKIPPED
        if value == "<<":
            self.complain(mark, "merge keys (<<) are not read", "write the fields out, or rely on the defaults")
            return _Key.MERGED
        name = value
        if not isinstance(value, str):
            self.complain(mark, f"the key reads as {quoted(value)}, not as text", "put it in quotes")
            name = written or str(value)
        if name in frame.marks:
            line = frame.marks[name][0][0]
            self.complain(mark, f"the key {quoted(name)} is here twice", f"keep this one or the one in line {line}")
            return _Key.SKIPPED
        return name

    def open(self, mark: Mark, container: Container) -> None:
        """Begin a mapping or sequence."""
        self._stack.append(_Frame(container, mark))

    def close(self) -> tuple[Container, int]:
        """End the innermost mapping or sequence; it and how many values it holds."""
        frame = self._stack.pop()
        for row in frame.merged or []:
            if isinstance(row, dict):
                self._merge(frame, row)
        self.source.marks[id(frame.container)] = frame.marks
        self.add(frame.mark, frame.container, frame.size)
        return frame.container, frame.size

    def _merge(self, frame: _Frame, row: dict[str, Any]) -> None:
        """Give a mapping the fields that its merge key stood for, lest they be missed as well."""
        for field, value in row.items():
            if field not in frame.marks and isinstance(frame.container, dict):
                frame.container[field] = value
                frame.marks[field] = self.source.marks[id(row)][field]

    def salvage(self) -> None:
        """Keep the rows that were whole when reading stopped, so that their mistakes are reported too.

        Not the last of them, if reading stopped between two: a line that is out of place may belong to it.
        """
        self.source.truncated = True
        if not self._stack:
            return
        top, *inner = self._stack[:2]
        for section in inner:
            if isinstance(top.container, dict) and isinstance(top.key, str) and isinstance(section.container, dict):
                top.container[top.key] = section.container
        for frame in (top, *inner):
            self.source.marks[id(frame.container)] = frame.marks
        self.source.data = top.container
        innermost = self._stack[-1]
        rows = innermost.container
        if innermost is top and isinstance(rows, dict):
            rows = next(reversed(rows.values()), {})
        if innermost.key is _Key.NONE and isinstance(rows, dict) and rows:
            rows.popitem()
