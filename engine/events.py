"""The engine's events, as they come, turned into what they mean for the inventory's rows."""

import re
from collections.abc import Callable
from typing import Any

from pulumi.automation.events import DiagnosticEvent, EngineEvent, StepEventMetadata

from engine.messages import (
    CONFLICT,
    INTERRUPTED,
    NEVER_DELETED,
    NUMBERED,
    RETIRE_FIRST,
    each_of,
    explained,
    never_replaced,
)
from engine.names import resource_name
from engine.outcome import SECTIONS, VERBS, Outcome, Step
from fleet.registry import all_recoveries, machine_types, resource_types
from fleet.urns import name_of, section_of, type_of

_PROTECTED = re.compile(r'resource "(urn:[^"]+)" cannot be deleted\s+because it is protected')
_REPLACED_IMPORT = re.compile("previously-imported resources that still specify an ID may not be replaced")
_NOT_REPLACED = re.compile(r'unable to replace resource "(urn:[^"]+)"')
_PENDING = re.compile(r"pending operations|interrupted while", re.IGNORECASE)
_MONITORED = ("hosts", "sites")
"""The sections of rows that have monitors. These lie in a component that is no row, each named after its row."""
_MONITOR = "-uptime"
"""How the name of a monitor ends, after its row's."""
_CREATES = ("create", "create-replacement")
_CHANGE_WHAT_IS_THERE = ("update", "replace", "delete")
_NOT_IN_A_CLOUD = ("fleet:", "pulumi:")
"""Types of resources that exist only in the state: the fleet's components, and the providers themselves."""


class Watcher:
    """Turns the events of one operation into steps and errors of an outcome."""

    def __init__(self, outcome: Outcome, progress: Callable[[str, int], None]) -> None:
        self.outcome, self.progress = outcome, progress
        self.creates: dict[str, StepEventMetadata] = {}
        """By URN, the step that creates a resource, for the first time or in place of another."""
        self.conflicts: dict[str, str] = {}
        """The error about each of those of which a provider says that it is there already."""
        self.touched: set[str] = set()
        """URNs, as the state has them, of what was there and is to be changed or deleted, even if that is refused."""
        self._parents: dict[str, str] = {}
        self._changes: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
        self._seen: set[str] = set()
        self._unfinished: set[str] = set()
        self._imported: dict[str, dict[str, Any]] = {}

    def __call__(self, event: EngineEvent) -> None:
        """Take one event of the engine."""
        if event.resource_pre_event:
            self._step(event.resource_pre_event.metadata, done=False)
        elif event.res_outputs_event:
            self._step(event.res_outputs_event.metadata, done=True)
        elif event.res_op_failed_event:
            failed = event.res_op_failed_event.metadata
            self._changes.pop((failed.urn, failed.op), None)
        elif event.diagnostic_event and event.diagnostic_event.severity in {"error", "warning"}:
            self._diagnostic(event.diagnostic_event)
        elif event.diagnostic_event and event.diagnostic_event.severity == "info":
            self._note(event.diagnostic_event)

    def _note(self, event: DiagnosticEvent) -> None:
        """Keep a line that the program logs about its plan; show one that a provider logs while it works."""
        line = event.message.strip()
        if event.ephemeral:
            self.progress(line, len(self._seen))
        elif line and line not in self.outcome.notes:
            self.outcome.notes.append(line)

    def _diagnostic(self, event: DiagnosticEvent) -> None:
        for message in each_of(event.message.strip()):
            self._say(message, event)

    def _say(self, message: str, event: DiagnosticEvent) -> None:
        urn = event.urn or ""
        # The engine only warns of what it will then refuse, when other things have been done.
        is_replaced_import = _REPLACED_IMPORT.search(message) is not None
        sentence = f"{self.called(urn)}: {NUMBERED}" if is_replaced_import else self._sentence(message, urn)
        if CONFLICT.search(message) and urn in self.creates:
            self.conflicts[urn] = sentence
        is_error = event.severity == "error" or is_replaced_import
        sentences = self.outcome.errors if is_error else self.outcome.warnings
        if sentence not in sentences:
            sentences.append(sentence)

    def _sentence(self, message: str, urn: str) -> str:
        """A diagnostic with the row that it is about and what to do, in place of the engine's own advice."""
        protected, not_replaced = _PROTECTED.search(message), _NOT_REPLACED.search(message)
        if _PENDING.search(message):
            return INTERRUPTED
        if not_replaced:
            _, host = self.row_of(not_replaced[1])
            return f"{self.called(not_replaced[1])}: {never_replaced(self.outcome.put_back(host))}"
        if protected:
            self.touched.add(protected[1])
            remedy = RETIRE_FIRST if section_of(protected[1]) == "hosts" else NEVER_DELETED
            return f"{self.called(protected[1])} is protected: {remedy}"
        if urn and type_of(urn) != "pulumi:pulumi:Stack":
            (_, row), called, type_ = self.row_of(urn), self.called(urn), type_of(urn)
            reason = explained(
                message,
                verb=self.outcome.verb,
                findable=type_ not in all_recoveries().nameless,
                creates=urn in self.creates,
                package=type_.partition(":")[0],
            )
            return (
                f"{called}: {reason}"
                if row == name_of(urn)
                else f"{called or 'shared'}: {resource_name(urn)}: {reason}"
            )
        return explained(message, verb=self.outcome.verb)

    def _step(self, metadata: StepEventMetadata, *, done: bool) -> None:
        self._touch(metadata)
        state = metadata.new or metadata.old
        if state is not None:
            self._parents[metadata.urn] = state.parent
        if metadata.type == "pulumi:pulumi:Stack":
            if metadata.old is not None:
                self.outcome.before = {"hosts": {}} | dict(metadata.old.outputs or {})
            return
        if metadata.type.startswith(_NOT_IN_A_CLOUD):
            return
        if metadata.op == "delete" and metadata.old is not None and metadata.old.retain_on_delete:
            # It leaves the state and stays in the cloud: a retired host's last snapshot.
            return
        self._note_progress(metadata, done=done)
        # A refresh only knows what it found once it has looked.
        if done == (self.outcome.verb == "refresh") and metadata.op in VERBS:
            self._note_change(metadata)
        if metadata.new is not None:
            if metadata.op in _CREATES and not done:
                self.creates[metadata.urn] = metadata
            if metadata.op == "import" and done:
                self._imported[metadata.urn] = dict(metadata.new.inputs or {})
        self._seen.add(metadata.urn)
        self.progress(name_of(metadata.urn), len(self._seen))

    def _note_change(self, metadata: StepEventMetadata) -> None:
        """Note what a step changes, if anything: an adopted object may differ in what its provider never hears of."""
        fields = self._fields(metadata)
        is_adopted = metadata.op == "update" and metadata.urn in self._imported
        if fields or not (is_adopted and metadata.detailed_diff):
            self._changes[metadata.urn, metadata.op] = (metadata.type, fields)

    def _touch(self, metadata: StepEventMetadata) -> None:
        if metadata.op in _CHANGE_WHAT_IS_THERE and metadata.old and not metadata.type.startswith(_NOT_IN_A_CLOUD):
            self.touched.add(metadata.old.urn)

    def _note_progress(self, metadata: StepEventMetadata, *, done: bool) -> None:
        if done:
            self._unfinished.discard(metadata.urn)
        elif metadata.op in VERBS:
            self._unfinished.add(metadata.urn)

    def _fields(self, metadata: StepEventMetadata) -> tuple[str, ...]:
        """The arguments that differ; for an adopted object with their old and new values, where those are short."""
        names = sorted({path.split(".")[0].split("[")[0] for path in metadata.detailed_diff or ()})
        if metadata.urn not in self._imported or metadata.new is None:
            return tuple(names)
        existing, wanted = self._imported[metadata.urn], metadata.new.inputs or {}
        official = resource_types().get(metadata.type)
        sent = [name for name in names if official is None or name not in official.unsent]
        return tuple(_difference(name, existing.get(name), wanted.get(name)) for name in sent)

    def give_up_unfinished(self) -> list[str]:
        """Take back what began and did not end well, and the wish to go on; the names of what is taken back."""
        self.conflicts.clear()
        self._changes = {key: what for key, what in self._changes.items() if key[0] not in self._unfinished}
        return sorted(set(map(resource_name, self._unfinished)))

    @property
    def nameless(self) -> bool:
        """Whether something is created that could be there already without the engine's hearing of it."""
        return any(step.type in all_recoveries().lookups for step in self.creates.values())

    def machines(self) -> dict[str, str]:
        """By host, what its provider calls the machine that is adopted."""
        fields = machine_types()
        imported = ((urn, fields.get(type_of(urn)), properties) for urn, properties in self._imported.items())
        return {name_of(urn): str(properties.get(field)) for urn, field, properties in imported if field}

    @property
    def operations(self) -> dict[str, frozenset[str]]:
        """By URN, the operations that change something, those that failed left out."""
        operations: dict[str, frozenset[str]] = {}
        for urn, operation in self._changes:
            operations[urn] = operations.get(urn, frozenset()) | {operation}
        return operations

    def finish(self) -> None:
        """Add the steps to the outcome."""
        for (urn, operation), (type_, fields) in self._changes.items():
            section, owner = self.row_of(urn)
            self.outcome.steps.append(Step(owner, VERBS[operation], type_, name_of(urn), fields, section))
        self.outcome.unchanged = len(self._seen - {urn for urn, _ in self._changes})

    def row_of(self, urn: str) -> tuple[str, str]:
        """The section and the name of the row that a resource belongs to; both empty where it belongs to none alone.

        It is that of the nearest of the fleet's own components around it.
        """
        around = urn
        while around and not type_of(around).startswith("fleet:"):
            around = self._parents.get(around, "")
        if around and section_of(around):
            return section_of(around), name_of(around)
        if around:
            row = name_of(urn).removesuffix(_MONITOR)
            return next(((section, row) for section in _MONITORED if row in self._rows(section)), ("", ""))
        return ("", "") if urn in self._parents else self._named_after(urn)

    def called(self, urn: str) -> str:
        """What the row is called that a resource belongs to."""
        return self.outcome.called(*self.row_of(urn))

    def _rows(self, section: str) -> set[str]:
        return {row for facts in (self.outcome.before, self.outcome.after) for row in facts.get(section, {})}

    def _named_after(self, urn: str) -> tuple[str, str]:
        """The row after which a resource is named, where the engine reports an error before the resource itself."""
        name, known = name_of(urn), section_of(urn)
        rows = [(section, row) for section in ([known] if known else SECTIONS) for row in self._rows(section)]
        named = (row for row in rows if name == row[1] or name.startswith(f"{row[1]}-"))
        return max(named, key=lambda row: len(row[1]), default=("", ""))


def _difference(name: str, existing: Any, wanted: Any) -> str:
    """An argument and what it changes from and to, where both are short."""
    short = (str, int, float, bool)
    return f"{name}: {existing} → {wanted}" if isinstance(existing, short) and isinstance(wanted, short) else name
