"""What to write instead of an unknown word: the known one that was probably meant, or a list of all."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from functools import cached_property

from fleet.inventory.errors.problems import bare, quoted

_MAX_WORD = 253
"""Characters of a word that is looked at letter by letter: no host's name is longer."""
_LISTED = 12
"""Words that a message may list; more would bury what it says."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The word of the inventory's own language that is nearest to another; `Server-Number` is `server_number`."""
    plain = {_plain(each): each for each in sorted(known, reverse=True)}
    found = next(iter(get_close_matches(_plain(word), sorted(plain), n=1)), None)
    return None if found is None else plain[found]


def _plain(word: str) -> str:
    return word.strip().casefold().replace("-", "_").replace(" ", "_")


def instead(meant: str | None, known: Collection[str]) -> str:
    """What to write instead of an unknown word: the one that was meant, or any there is."""
    if meant is not None:
        return f"did you mean {quoted(meant)}?"
    words = [bare(word) for word in sorted(known)[: _LISTED + 1]]
    if len(words) == 1:
        return f"write {words[0]}"
    return "write one of " + ", ".join(words if len(words) <= _LISTED else [*words[:_LISTED], "…"])


class Names:
    """The names of a section's rows, of which the one meant by a mistyped reference is found however many there are.

    A name is meant if one slip of the keyboard lies between: a letter too many, too few, wrong, or two exchanged. A
    laxer measure would take any two hosts of one domain for each other.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    @cached_property
    def _shortened(self) -> dict[str, str]:
        return {short: name for name in sorted(self.names, reverse=True) for short in _one_off(name)}

    @cached_property
    def _any(self) -> str:
        return instead(None, self.names)

    def meant(self, word: str) -> str | None:
        """The name that one slip turns into a word."""
        candidates = {self._shortened[short] for short in _one_off(word) if short in self._shortened}
        return min(candidates, default=None)

    def instead(self, word: str) -> str:
        """What to write instead of a word that is none of the names."""
        meant = self.meant(word)
        return self._any if meant is None else instead(meant, ())


def _one_off(word: str) -> set[str]:
    """A word and all that is left of it when one letter goes; two words a slip apart have one of these in common."""
    word = word.casefold()
    if len(word) > _MAX_WORD:
        return {word}
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))} - {""}
