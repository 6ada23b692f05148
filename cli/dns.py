"""Prints a stack's DNS records, and where DNS differs from them."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NotRequired, TypedDict

import typer

from cli.documents import Answered
from cli.resolver import Answer, Question, ResolverError, ask_all, canonical, resolver_at
from cli.session import fail, open_stack
from fleet.blueprint.records import zone_file_value

BY_HAND = "by hand"


class Exported(TypedDict):
    """All records of one name and type, as a stack exports them.

    `ttl` is in seconds. `kept` is a provider, or `by hand: ` and who does it. `wanted_by` is a host or URL. A CNAME's
    value has no dot at its end, and a CAA's is the authority alone. There are no values while a cloud hasn't assigned
    the address. A `proxied` name is answered for by a CDN, with addresses of its own.
    """

    zone: str
    name: str
    type: str
    ttl: int
    values: NotRequired[list[str | None] | None]
    kept: str
    wanted_by: str
    proxied: NotRequired[bool]


class Checked(Exported):
    """An exported record with DNS's answer: its values, and a message about any other problem."""

    answered: list[str]
    problem: str | None
    ok: bool


def show_records(stack: str, *, sandbox: bool, check: bool, resolver: str | None, json: bool) -> None:
    """Print a stack's records. With `check`, print where DNS differs, and end with exit code 1 if it does.

    Args:
        stack: The stack's name.
        sandbox: Use the stack in the sandbox.
        check: Ask DNS for each record.
        resolver: The address of the resolver; None for the system's.
        json: Print JSON.
    """
    if resolver is not None and not check:
        fail("--resolver says whom --check asks; give --check too")
    try:
        # A mistake here is reported before the stack is opened, which takes seconds.
        chosen = resolver_at(resolver) if check else None
    except ResolverError as error:
        fail(str(error))
    records = records_of(stack, sandbox=sandbox)
    if chosen is None:
        if json:
            raise Answered(_document(stack, records, [], sandbox=sandbox))
        typer.echo(listing(stack, records))
        return
    checked = compared(records, ask_all(chosen, map(_question, records)))
    different = differences(checked)
    code = 1 if different else 0
    if json:
        raise Answered(_document(stack, checked, different, sandbox=sandbox), code)
    resolvers = " or ".join(map(str, chosen.nameservers))
    summary = f"{len(checked) - len(different)} of {len(checked)} records are as wanted, says {resolvers}"
    typer.echo("\n".join([*different, summary]))
    raise typer.Exit(code)


def records_of(stack: str, *, sandbox: bool) -> list[Exported]:
    """The records that a stack exports. If it was never brought up, print that and end with exit code 1."""
    opened = open_stack(stack, None, sandbox=sandbox)
    from pulumi.automation import CommandError

    from engine.messages import exact
    from engine.state import State

    try:
        outputs = State.of(opened).outputs
    except CommandError as error:
        reason = " ".join(str(error).rpartition("error: ")[2].split())
        fail(f"the outputs of the stack {stack} can't be read: {reason}")
    if "dns" not in outputs:
        fail(exact(f"the stack {stack} is not up yet: run `python -m fleet up`", stack, sandbox=sandbox))
    records: list[Exported] = outputs["dns"]
    return records


def compared(records: Sequence[Exported], answers: dict[Question, Answer]) -> list[Checked]:
    """Each record with DNS's answer. A record whose values aren't known yet is never ok."""
    checked: list[Checked] = []
    for record in records:
        type_, values, answer = record["type"], _values(record), answers[_question(record)]
        wanted = {canonical(type_, value) for value in values}
        is_wanted = answer.problem is None and wanted == set(answer.values)
        ok = bool(answer.values) if record.get("proxied") else is_wanted
        checked.append({**record, "answered": list(answer.values), "problem": answer.problem, "ok": ok})
    return checked


def _question(record: Exported) -> Question:
    """What to ask for a record. A CDN has addresses where the fleet wants an alias."""
    is_hidden = record.get("proxied") and record["type"] == "CNAME"
    return record["name"], "A" if is_hidden else record["type"]


def listing(stack: str, records: Sequence[Exported]) -> str:
    """The records as lines of zone files, those to be set by hand first."""
    if not records:
        return f"; {stack} has no DNS records to set: its inventory has no zones, or keeps every name in them"
    groups = groupby(sorted(records, key=_by_hand_first), key=lambda record: (record["zone"], record["kept"]))
    return "\n\n".join("\n".join([_heading(*key), *_lines(list(group))]) for key, group in groups)


def differences(records: Sequence[Checked]) -> list[str]:
    """A line for each record that differs, those to be set by hand first."""
    bad = sorted((record for record in records if not record["ok"]), key=_by_hand_first)
    return [_difference(record) for record in bad]


def _difference(record: Checked) -> str:
    wanted = ", ".join(_values(record)) or f"a value not known yet (for {record['wanted_by']})"
    if record.get("proxied"):
        wanted = "any address of its CDN"
    values = ", ".join(record["answered"])
    actual = f"answered {values}"
    if record["problem"]:
        actual = record["problem"] + (f", which has {values}" if values else "")
    who = f"to be set {record['kept']}" if _by_hand(record) else f"kept by {record['kept']}"
    return f"{record['name']} {record['type']}: wanted {wanted}; {actual} ({who})"


def _heading(zone: str, kept: str) -> str:
    by, _, text = kept.partition(": ")
    return f"; {zone}: TO BE SET BY HAND: {text}" if by == BY_HAND else f"; {zone}: kept by {kept}, nothing to do"


def _lines(records: Sequence[Exported]) -> Iterator[str]:
    rows = [(f"{r['name']}.", str(r["ttl"]), r["type"], value) for r in records for value in _written(r)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, ttl, type_, value in rows:
        line = f"{name:{widths[0]}}  {ttl:>{widths[1]}}  {type_:{widths[2]}}  {value}"
        # A comment, so that no program reads the unknown value as a zone file's.
        yield f"; {line}" if value.startswith("(") else line


def _written(record: Exported) -> list[str]:
    """A record's values as a zone file has them."""
    values = [zone_file_value(record["type"], value) for value in _values(record)]
    return values or [f"(not known yet, for {record['wanted_by']})"]


def _values(record: Exported) -> list[str]:
    """A record's values, sorted; empty if any of them isn't known yet."""
    values = record.get("values") or []
    return sorted(value for value in values if value) if all(values) else []


def _by_hand(record: Exported) -> bool:
    return record["kept"].startswith(BY_HAND)


def _place(record: Exported) -> tuple[str, str, str]:
    return record["zone"], record["name"], record["type"]


def _by_hand_first(record: Exported) -> tuple[bool, str, str, str, str]:
    zone, name, type_ = _place(record)
    return not _by_hand(record), zone, record["kept"], name, type_


def _document(stack: str, records: Sequence[Exported], errors: list[str], *, sandbox: bool) -> dict[str, Any]:
    """The records for programs; the errors are where DNS differs from them."""
    rows: list[dict[str, Any]] = [{**record, "values": _values(record)} for record in sorted(records, key=_place)]
    return {"stack": stack, "sandbox": sandbox, "ok": not errors, "errors": errors, "records": rows}
