"""What a run did or would do, by host and service instead of by resource."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from engine.messages import exact
from engine.names import argument_names, type_name
from fleet.blueprint.consequences import by_hand, consequence, zone_by_hand
from fleet.blueprint.records_by_hand import records_by_hand
from fleet.registry import hosting

SECTIONS = ("hosts", "services", "sites", "zones")
"""Whose facts are compared, in the order in which they are shown."""
SHARED = "other"
"""In place of a section, for what no row has alone."""
ADDRESSES = frozenset(["fqdn", "ipv4", "ipv6", "providerId"])
"""Facts that only a stack's outputs have: the clouds chose them."""
ONLY_SOMETIMES = frozenset(["retire", "pointed_at_by"])
"""Facts that a host has at some times only, so that one that appears is a change."""
VERBS = {"create": "create", "update": "update", "delete": "delete", "replace": "replace", "import": "adopt"}
"""The engine's operations that change something, and what they are called here."""


@dataclass(frozen=True, order=True)
class Step:
    """One operation on one resource of a provider.

    `owner` is the row it belongs to and `section` the row's, both empty where several share it; `fields` are the
    arguments that differ, as the engine names them.
    """

    owner: str
    operation: str
    type: str
    name: str
    fields: tuple[str, ...] = ()
    section: str = ""

    def __str__(self) -> str:
        """In few words: `update server (labels)`."""
        fields = ", ".join(argument_names(self.type, self.fields))
        return f"{self.operation} {type_name(self.type)}" + (f" ({fields})" if fields else "")

    def as_json(self) -> dict[str, Any]:
        """The same for programs, with the engine's own names and what people call the resource."""
        section = self.section or SHARED
        return asdict(self) | {"section": section, "kind": type_name(self.type), "fields": list(self.fields)}


@dataclass(frozen=True)
class FactChange:
    """A fact of a row that changes, and what that means for a running machine, if anything."""

    name: str
    before: Any
    after: Any
    consequence: str = ""

    def __str__(self) -> str:
        """In few words: `size: cx23 → cx33 (powers the machine off)`."""
        follows = f" ({self.consequence})" if self.consequence else ""
        return f"{self.name.replace('_', ' ')}: {_short(self.before)} → {_short(self.after)}{follows}"


@dataclass(frozen=True)
class Line:
    """One row of the inventory that changes, or with the section `SHARED` what no row has alone.

    `action` is new, gone, renamed or changed. `changes` say everything for people: that, each fact, and then what
    becomes of its resources. `former` is the name before a renaming.
    """

    section: str
    name: str
    detail: str
    changes: tuple[str, ...]
    action: str = "changed"
    former: str = ""
    fields: tuple[FactChange, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "section": self.section,
            "name": self.name,
            "action": self.action,
            "former": self.former or None,
            "fields": [asdict(field) for field in self.fields],
            "changes": list(self.changes),
        }


@dataclass
class Outcome:
    """What a run did, or would do; `before` and `after` are the stack's facts and checks around it.

    A run with errors is `refused` if they were found before anything was touched. `notes` are lines that the
    program logs about its plan. `inventory` is the one given on the command line, if one was. `interrupted` says that
    someone stopped it, and `noted` that what an earlier run made or someone deleted was noted in the state first.
    """

    verb: str
    stack: str
    sandbox: bool
    steps: list[Step] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused: bool = False
    interrupted: bool = False
    noted: bool = False
    inventory: str = ""
    unchanged: int = 0
    seconds: float = 0.0

    @property
    def counts(self) -> dict[str, int]:
        """How many resources there are of each operation, in the order of `VERBS`."""
        times = Counter(step.operation for step in self.steps)
        return {name: times[name] for name in VERBS.values() if times[name]}

    def rows(self) -> dict[str, int]:
        """How many rows are new, changed and gone."""
        kinds = Counter(
            line.action if line.action in {"new", "gone"} else "changed" for line in self.lines() if line.detail
        )
        return {kind: kinds[kind] for kind in ("new", "changed", "gone") if kinds[kind]}

    @property
    def changed(self) -> bool:
        """Whether anything differs: a resource, a fact or what is monitored."""
        return bool(self.steps) or any(self.lines()) or any(self.targets())

    def targets(self) -> tuple[list[str], list[str]]:
        """The monitoring targets added and removed, as `kind target`, sorted."""
        before, after = (
            {f"{check['kind']} {check['target']}" for check in facts.get("checks", [])}
            for facts in (self.before, self.after)
        )
        return sorted(after - before), sorted(before - after)

    def lines(self) -> Iterator[Line]:
        """Every row that changes, section by section, with what becomes of its resources last; then what rows share."""
        by_row: dict[tuple[str, str], list[str]] = {}
        described = Counter((step.section, step.owner, str(step)) for step in sorted(self.steps))
        for (section, owner, step), times in described.items():
            by_row.setdefault((section, owner), []).append(f"{step} x{times}" if times > 1 else step)
        for section in SECTIONS:
            before, after = self.before.get(section, {}), self.after.get(section, {})
            for name, old in _names(before, after):
                former = old if old != name else ""
                action = _action(before.get(old), after.get(name), former)
                fields = tuple(_facts_changed(section, before.get(old), after.get(name)))
                whole = {"new": ["new"], "gone": ["gone"], "renamed": [f"renamed from {old}"], "changed": []}[action]
                # What lay in a renamed row and is deleted has its former name.
                steps = [step for each in (name, former) for step in by_row.pop((section, each), ())]
                changes = (*whole, *map(str, fields), *steps)
                if changes:
                    detail = _detail(section, after.get(name) or before.get(name) or {})
                    yield Line(section, name, detail, changes, action, former, fields)
            # A run that failed has noted no facts of what it made.
            for unnoted in sorted(row for row in by_row if row[0] == section):
                yield Line(section, unnoted[1], "", tuple(by_row.pop(unnoted)))
        for (_, owner), shared in sorted(by_row.items()):
            yield Line(SHARED, owner, "", tuple(shared))

    def called(self, section: str, name: str) -> str:
        """What a row is called: its name and, where rows of other sections have the same, what it is.

        Example: `zone example.org`, if there is a host example.org as well.
        """
        facts = (self.before, self.after)
        others = (each for each in SECTIONS if each != section and any(name in rows.get(each, {}) for rows in facts))
        return f"{section.removesuffix('s')} {name}" if section and any(others) else name

    def by_hand(self) -> list[str]:
        """What is left for people to do, since no API does it: a step each, by host."""
        steps: list[str] = []
        for section, steps_of in (("hosts", by_hand), ("zones", zone_by_hand)):
            before, after = self.before.get(section, {}), self.after.get(section, {})
            for name, old in _names(before, after):
                steps += steps_of(name, before.get(old), after.get(name))
        return [*steps, *records_by_hand(self.before, self.after)]

    def put_back(self, host: str) -> str:
        """What to write in a host's row so that its machine stays what it is, as a sentence without its end.

        Example: `Write region: nbg1 again`.
        """
        rows = self.before.get("hosts", {}), self.after.get("hosts", {})
        changes = list(_facts_changed("hosts", *(row.get(host) for row in rows)))
        replacing = hosting(rows[1][host]["provider"]).replaced_by if changes else frozenset[str]()
        changes = [change for change in changes if change.name in replacing] or changes
        written = [f"{change.name}: {_short(change.before)}" for change in changes if change.before is not None]
        added = [change.name for change in changes if change.before is None]
        ways = [f"write {', '.join(written)} again"] if written else []
        ways += [f"leave {' and '.join(added)} out again"] if added else []
        sentence = " and ".join(ways) or "put its row back as it was"
        return sentence[0].upper() + sentence[1:]

    def said(self, sentences: Iterable[str]) -> list[str]:
        """Sentences for people, whose commands are those for this run."""
        return [exact(each, self.stack, sandbox=self.sandbox, inventory=self.inventory) for each in sentences]

    def as_json(self) -> dict[str, Any]:
        """The same for machines; keys are stable, lists sorted."""
        added, removed = self.targets()
        return {
            "verb": self.verb,
            "stack": self.stack,
            "sandbox": self.sandbox,
            "ok": not self.errors,
            "refused": self.refused,
            "changed": self.changed,
            "resources": self.counts,
            "unchanged": self.unchanged,
            "rows": [line.as_json() for line in self.lines()],
            "steps": [step.as_json() for step in sorted(self.steps)],
            "targets": {"added": added, "removed": removed},
            "by_hand": self.said(self.by_hand()),
            "errors": self.said(self.errors),
            "warnings": self.said(self.warnings),
            "notes": self.said(self.notes),
        }


def _names(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each row's name, and what it was called before, sorted; a row that was renamed is one row."""
    renamed = {old: name for name, row in after.items() for old in row["aliases"] if old in before and old not in after}
    former = {name: old for old, name in renamed.items() if name not in before}
    return ((name, former.get(name, name)) for name in sorted({*before, *after} - renamed.keys()))


def _action(before: dict[str, Any] | None, after: dict[str, Any] | None, former: str) -> str:
    """What becomes of a row; a renamed one is there before and after."""
    if before is None or after is None:
        return "new" if before is None else "gone"
    return "renamed" if former else "changed"


def _facts_changed(section: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Iterator[FactChange]:
    if before is None or after is None:
        return
    for key in sorted({*before, *after} - {"aliases"} - ADDRESSES):
        old, new = before.get(key), after.get(key)
        # A fact that the stack lacks because an older release did not export it is no change.
        if _short(old) != _short(new) and (before.keys() & after.keys() & {key} or key in ONLY_SOMETIMES):
            yield FactChange(key, old, new, consequence(key, after) if section == "hosts" else "")


def _short(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return ", ".join(f"{key} {item}" for key, item in value.items()) if isinstance(value, dict) else str(value)


def _detail(section: str, facts: dict[str, Any]) -> str:
    keys = {
        "hosts": ("provider", "state"),
        "services": ("title",),
        "sites": ("service", "provider"),
        "zones": ("provider", "state"),
    }[section]
    return ", ".join(str(facts[key]) for key in keys if key in facts)
