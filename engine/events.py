"""The engine's events, as they come, turned into what they mean for the inventory's rows."""

import re
from collections.abc import Callable
from typing import Any

from pulumi.automation.events import DiagnosticEvent, EngineEvent, StepEventMetadata, StepEventStateMetadata

from engine.guards import MACHINES
from engine.messages import CONFLICT, INTERRUPTED, NEVER_DELETED, NEVER_REPLACED, NUMBERED, RETIRE_FIRST, explained
from engine.outcome import SECTIONS, VERBS, Outcome, Step

_PROTECTED = re.compile(r'resource "(urn:[^"]+)" cannot be deleted\s+because it is protected')
_NUMBERED = re.compile("previously-imported resources that still specify an ID may not be replaced")
_KEPT = re.compile(r'unable to replace resource "(urn:[^"]+)"')
_PENDING = re.compile(r"pending operations|interrupted while", re.IGNORECASE)
NAMELESS = frozenset(["linode:index/domainRecord:DomainRecord", "hcloud:index/snapshot:Snapshot"])
"""Types of which there may be two that are the same, so that one whose create went astray can't be found again."""
_NO_ROW = "fleet:monitoring:UptimeRobot"
"""The type of a component that is no row, and in which each resource is named after the row that it is for."""
_NOT_IN_A_CLOUD = ("fleet:", "pulumi:")
"""Types of what exists only in the state: the fleet's components, and the providers themselves."""


def type_of(urn: str) -> str:
    """The type token of a resource; a child's URN has the types of its parents before its own."""
    return urn.split("::")[2].rpartition("$")[2]


def name_of(urn: str) -> str:
    """The name of a resource."""
    return urn.rpartition("::")[2]


def _is_of_a_host(urn: str) -> bool:
    """Whether a resource is a host's component or in one; a site lies in a service, and a zone is DNS."""
    return urn.split("::")[2].startswith("fleet:hosting:")


class Watcher:
    """Turns the events of one operation into steps and errors of an outcome."""

    def __init__(self, outcome: Outcome, progress: Callable[[str, int], None]) -> None:
        self.outcome, self.progress = outcome, progress
        self.creates: dict[str, StepEventStateMetadata] = {}
        """By URN, each resource that is to be created."""
        self.conflicts: dict[str, str] = {}
        """The error about each of those of which a provider says that it is there already."""
        self._parents: dict[str, str] = {}
        self._found: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
        self._seen: set[str] = set()
        self._imported: dict[str, dict[str, Any]] = {}

    def __call__(self, event: EngineEvent) -> None:
        """Take one event."""
        if event.resource_pre_event:
            self._step(event.resource_pre_event.metadata, done=False)
        elif event.res_outputs_event:
            self._step(event.res_outputs_event.metadata, done=True)
        elif event.res_op_failed_event:
            failed = event.res_op_failed_event.metadata
            self._found.pop((failed.urn, failed.op), None)
        elif event.diagnostic_event and event.diagnostic_event.severity in {"error", "warning"}:
            self._diagnostic(event.diagnostic_event)
        elif event.diagnostic_event and event.diagnostic_event.severity == "info":
            self._said(event.diagnostic_event)

    def _said(self, event: DiagnosticEvent) -> None:
        """Take what the program says of its plan, and what a provider says while it works."""
        words = event.message.strip()
        if event.ephemeral:
            self.progress(words, len(self._seen))
        elif words and words not in self.outcome.notes:
            self.outcome.notes.append(words)

    def _diagnostic(self, event: DiagnosticEvent) -> None:
        message, urn = event.message.strip(), event.urn or ""
        protected, kept = _PROTECTED.search(message), _KEPT.search(message)
        if _PENDING.search(message):
            said = INTERRUPTED
        elif kept:
            said = f"{self.owner(kept[1])}: {NEVER_REPLACED}"
        elif protected:
            remedy = RETIRE_FIRST if _is_of_a_host(protected[1]) else NEVER_DELETED
            said = f"{self.owner(protected[1])} is protected: {remedy}"
        elif urn and not urn.endswith(f"::fleet-{self.outcome.stack}"):
            row, name = self.owner(urn), name_of(urn)
            reason = explained(message, findable=type_of(urn) not in NAMELESS)
            said = f"{row}: {reason}" if row == name else f"{row or 'shared'}: {name}: {reason}"
        else:
            said = explained(message)
        # The engine only warns of what it will then refuse, when other things have been done.
        numbered = _NUMBERED.search(message) is not None
        if numbered:
            said = f"{self.owner(urn)}: {NUMBERED}"
        if CONFLICT.search(message) and urn in self.creates:
            self.conflicts[urn] = said
        into = self.outcome.errors if event.severity == "error" or numbered else self.outcome.warnings
        if said not in into:
            into.append(said)

    def _step(self, metadata: StepEventMetadata, *, done: bool) -> None:
        state = metadata.new or metadata.old
        if state is not None:
            self._parents[metadata.urn] = state.parent
        if metadata.type == "pulumi:pulumi:Stack":
            if metadata.old is not None:
                self.outcome.before = dict(metadata.old.outputs or {})
            return
        if metadata.type.startswith(_NOT_IN_A_CLOUD):
            return
        if metadata.op == "delete" and metadata.old is not None and metadata.old.retain_on_delete:
            # It leaves the state and stays in the cloud: a retired host's last snapshot.
            return
        # A refresh only knows what it found once it has looked.
        if done == (self.outcome.verb == "refresh") and metadata.op in VERBS:
            self._found[metadata.urn, metadata.op] = (metadata.type, self._fields(metadata))
        if metadata.new is not None:
            if metadata.op == "create" and not done:
                self.creates[metadata.urn] = metadata.new
            if metadata.op == "import" and done:
                self._imported[metadata.urn] = dict(metadata.new.inputs or {})
        self._seen.add(metadata.urn)
        self.progress(name_of(metadata.urn), len(self._seen))

    def _fields(self, metadata: StepEventMetadata) -> tuple[str, ...]:
        """The arguments that differ; of what is adopted with what they were and are to be, where that is short."""
        names = sorted({path.split(".")[0].split("[")[0] for path in metadata.detailed_diff or ()})
        if metadata.urn not in self._imported or metadata.new is None:
            return tuple(names)
        found, wanted = self._imported[metadata.urn], metadata.new.inputs or {}
        return tuple(_difference(name, found.get(name), wanted.get(name)) for name in names)

    def machines(self) -> dict[str, dict[str, Any]]:
        """By host, what the provider says of each machine that is adopted."""
        return {name_of(urn): found for urn, found in self._imported.items() if type_of(urn) in MACHINES}

    def finish(self) -> None:
        """Add the steps to the outcome."""
        for (urn, operation), (type_, fields) in self._found.items():
            self.outcome.steps.append(Step(self.owner(urn), VERBS[operation], type_, name_of(urn), fields))
        self.outcome.unchanged = len(self._seen - {urn for urn, _ in self._found})

    def owner(self, urn: str) -> str:
        """The host, site or service that a resource belongs to: the nearest of the fleet's own components around it."""
        around = urn
        while around:
            if type_of(around).startswith(_NO_ROW):
                return self._named_after(name_of(urn))
            if type_of(around).startswith("fleet:"):
                return name_of(around)
            around = self._parents.get(around, "")
        return "" if urn in self._parents else self._named_after(name_of(urn))

    def _named_after(self, name: str) -> str:
        """The row after which something is named, of which the engine only told that it can't be done."""
        facts = (self.outcome.before, self.outcome.after)
        rows = {row for told in facts for section in SECTIONS for row in told.get(section, {})}
        return max((row for row in rows if name == row or name.startswith(f"{row}-")), key=len, default="")


def _difference(name: str, found: Any, wanted: Any) -> str:
    plain = (str, int, float, bool)
    return f"{name}: {found} → {wanted}" if isinstance(found, plain) and isinstance(wanted, plain) else name
