"""Where libyaml stops reading a text, and what it has read until there."""

from contextlib import suppress
from typing import Any

import yaml

from fleet.inventory.reading.source import BREAK, Mark, mark_of

_STARTS = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_CLOSED = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)


class Stop:
    """A place where libyaml stops."""

    def __init__(self, text: str, error: yaml.MarkedYAMLError) -> None:
        stopped = error.problem_mark or error.context_mark
        self.lines = BREAK.split(text)
        self.problem, self.context = error.problem or "", error.context or ""
        self.mark = mark_of(stopped) if stopped else (1, 1)
        self.begun = mark_of(error.context_mark) if error.context_mark else self.mark
        """Where what libyaml was reading begins."""
        index = stopped.index if stopped else 0
        self.char = text[index : index + 1]
        self.at_end = not text[index:].strip()
        self.tokens = _tokens(text[:index])
        self.last: Any = self.tokens[-1] if self.tokens else None
        self.open = self._brackets()

    def _brackets(self) -> list[Any]:
        """The brackets that are not closed yet, innermost last."""
        found: list[Any] = []
        for token in self.tokens:
            if isinstance(token, _STARTS):
                found.append(token)
            elif isinstance(token, _CLOSED) and found:
                found.pop()
        return found

    def columns(self) -> dict[int, bool]:
        """The indentation of the mappings and lists around the line before, and whether each is a list."""
        found: list[tuple[int, bool]] = []
        for token in self.tokens:
            if token.start_mark.line >= self.mark[0] - 1:
                break
            if isinstance(token, yaml.BlockMappingStartToken | yaml.BlockSequenceStartToken):
                found.append((token.start_mark.column, isinstance(token, yaml.BlockSequenceStartToken)))
            elif isinstance(token, yaml.BlockEndToken) and found:
                found.pop()
        return dict(found)

    def line(self, number: int) -> str:
        """A line of the text, from 1."""
        return self.lines[number - 1] if number <= len(self.lines) else ""

    def wants_other(self) -> bool:
        """Whether libyaml looked for something else than what stands here."""
        return "did not find expected" in self.problem or "unexpected ':'" in self.problem

    def text_start(self) -> Mark | None:
        """Where the text begins that libyaml takes for a key without a colon, or whose colon it can't place."""
        if "simple key" in self.context:
            return self.begun
        if "<document start>" in self.problem:
            return self.mark
        if "mapping values" not in self.problem:
            return None
        return mark_of(self.last.start_mark) if isinstance(self.last, yaml.ScalarToken) else self.mark

    def is_quoted(self) -> bool:
        """Whether a text in quotes ends in the line where libyaml stops, straight before."""
        last = self.last
        return isinstance(last, yaml.ScalarToken) and last.style in {"'", '"'} and self._in_line(last)

    def is_closed(self) -> bool:
        """Whether a closing bracket is the last before libyaml stops, in the same line."""
        return isinstance(self.last, _CLOSED) and self._in_line(self.last)

    def _in_line(self, token: Any) -> bool:
        return bool(token.end_mark.line == self.mark[0] - 1)


def _tokens(text: str) -> list[Any]:
    """The tokens of a text, up to where it stops being YAML."""
    found: list[Any] = []
    with suppress(yaml.YAMLError):
        found.extend(yaml.scan(text, Loader=yaml.CSafeLoader))
    return [token for token in found if token.start_mark.index < len(text)]
