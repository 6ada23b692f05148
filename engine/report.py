"""A run's outcome for people: a table by host and service, the monitoring targets, and a summary line."""

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from engine.outcome import SHARED, Outcome
from fleet.counts import counted

MOST_TARGETS = 60
"""Monitoring targets listed before the rest is only counted; `--json` has them all."""

_STYLES = {
    "new": "green",
    "create": "green",
    "adopt": "cyan",
    "update": "yellow",
    "replace": "red",
    "delete": "red",
    "gone": "red",
}
_DONE = {
    "preview": ("to create", "to adopt", "to update", "to replace", "to delete"),
    "refresh": ("found new", "adopted", "found changed", "replaced", "found gone"),
    "up": ("created", "adopted", "updated", "replaced", "deleted"),
    "destroy": ("created", "adopted", "updated", "replaced", "deleted"),
}
_ORDER = ("create", "adopt", "update", "replace", "delete")
_PROSE = {"hosts": "Host", "services": "Service", "sites": "Site", "zones": "Zone", SHARED: "Other"}


def console(*, stderr: bool = False) -> Console:
    """A console that doesn't fold long names where the output is read by a program or a log."""
    plain = Console(stderr=stderr, highlight=False)
    return plain if plain.is_terminal else Console(stderr=stderr, highlight=False, width=160)


def rendered(outcome: Outcome) -> RenderableType:
    """Everything to say about an outcome."""
    parts: list[RenderableType] = [*_tables(outcome), *_targets(outcome), *_by_hand(outcome)]
    parts += [Text(note, style="cyan") for note in outcome.said(outcome.notes)]
    parts += [Text(f"warning: {warning}", style="yellow") for warning in outcome.said(outcome.warnings)]
    parts += [Text(f"error: {error}", style="bold red") for error in outcome.said(outcome.errors)]
    return Group(*parts, summed_up(outcome))


def summed_up(outcome: Outcome) -> Text:
    """One line: what changed, what didn't, and how long it took."""
    where = f"{outcome.stack}, in the sandbox" if outcome.sandbox else outcome.stack
    participles = dict(zip(_ORDER, _DONE[outcome.verb], strict=True))
    added, removed = outcome.targets()
    done = [f"{counted(count, 'row')} {kind}" for kind, count in outcome.rows().items()]
    done += [f"{outcome.counts[name]} {participles[name]}" for name in _ORDER if name in outcome.counts]
    done += [
        f"{counted(len(targets), 'target')} {way}"
        for targets, way in ((added, "added"), (removed, "removed"))
        if targets
    ]
    stopped = "interrupted" if outcome.interrupted else "refused" if outcome.refused else "failed"
    if outcome.refused:
        but = " but the state, in which what was found is noted" if outcome.noted else ""
        text = f"{outcome.verb} of {where}: {stopped}, and nothing was touched{but}"
    else:
        done = done or ["no changes"]
        failed = f"{stopped} after {', '.join(done)}" if outcome.errors else ", ".join(done)
        text = f"{outcome.verb} of {where}: {failed}; {outcome.unchanged} unchanged"
    return Text(f"{text} ({outcome.seconds:.1f} s)", style="bold red" if outcome.errors else "bold")


def _tables(outcome: Outcome) -> list[RenderableType]:
    sections: dict[str, Table] = {}
    for line in outcome.lines():
        if line.section not in sections:
            table = Table(box=None, pad_edge=False, title_justify="left", header_style="bold")
            for heading in (_PROSE[line.section], "", "Change"):
                table.add_column(heading, overflow="fold")
            sections[line.section] = table
        changes = Text(", ").join(
            Text(change, style=_STYLES.get(change.split()[0], "yellow")) for change in line.changes
        )
        sections[line.section].add_row(line.name or "shared", Text(line.detail, style="dim"), changes)
    return [part for table in sections.values() for part in (table, Text())]


def _targets(outcome: Outcome) -> list[RenderableType]:
    added, removed = outcome.targets()
    lines = [Text(f"+ {target}", style="green") for target in added] + [
        Text(f"- {target}", style="red") for target in removed
    ]
    if not lines:
        return []
    more = [Text(f"… and {len(lines) - MOST_TARGETS} more (--json has them all)")] if len(lines) > MOST_TARGETS else []
    return [Text("Monitoring targets", style="bold"), *lines[:MOST_TARGETS], *more, Text()]


def _by_hand(outcome: Outcome) -> list[RenderableType]:
    steps = outcome.said(outcome.by_hand())
    return [Text("Left to do by hand", style="bold"), *(Text(f"- {step}") for step in steps), Text()] if steps else []
