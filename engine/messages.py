"""Errors of the engine and the providers, each with its remedy for someone who keeps an inventory."""

import re
from collections.abc import Iterable

from fleet.registry import provider_remedies

RETIRE_FIRST = "retire it first: put its row back, with retire: and a date, and bring that up (docs/guide/retire.md)"
"""What to do where a host is to be deleted that the fleet manages."""
NEVER_DELETED = "let go of it first: put its row back, with release: true, and bring that up"
"""The same for anything else, a site or a zone: it is never deleted, only forgotten."""
NEVER_REPLACED = "this change would replace the machine and lose its disk"
"""What is wrong where a machine would be replaced."""
_ANOTHER = "or create a second host, move the services to it, and retire this one (docs/guide/change.md)"
NUMBERED = (
    "what was adopted by the number in its row can't become an object of another type. Take the number out of the row, "
    "and the next `up` creates a new one"
)
"""What to do where something would be replaced that is adopted by a number in its row."""
INTERRUPTED = "an earlier run was interrupted. This one repeats what that was changing"
"""Printed in place of the engine's own advice about pending operations, which would lose them."""
MAYBE_TWICE = (
    "the answer was lost, so it may exist already. `up` creates another one; look in the provider's console for a "
    "duplicate"
)
"""What to do about an object without a name of its own: no run can tell whether it exists already."""
_SUMMARIES = {"preview failed", "update failed"}
"""Errors that the engine adds after those with the reasons."""
_WITH_INVENTORY = frozenset(["preview", "up"])
_IN_SANDBOX = _WITH_INVENTORY | {"refresh", "destroy", "cancel", "restore", "dns"}
"""The commands with these options; all that work on a stack have `--stack`."""
_REPEATED = "an unhandled error occurred: "
"""How the engine begins when it repeats an error of the program."""


def never_replaced(put_back: str, what: str = "this change") -> str:
    """That a machine is not replaced, and the ways on.

    Args:
        put_back: What to write in its row to leave it as it is.
        what: What would replace it.
    """
    return f"{NEVER_REPLACED.replace('this change', what)}. {put_back}; {_ANOTHER}"


def reasons(errors: Iterable[str]) -> list[str]:
    """The errors that give a reason, without those that only sum up or repeat."""
    causes = [error for error in errors if error not in _SUMMARIES]
    return [error for error in causes if error.removeprefix(_REPEATED) not in set(causes) - {error}]


def is_slow_shutdown(error: str) -> bool:
    """Whether an error only says that a provider's process did not end in time, after its work was done.

    On a busy machine the engine reports this at the end of a run that went well.
    """
    return re.search(r"^the plugin \S+ ended before its work was done", error) is not None


_ENDED_EARLY = re.compile(
    r"^Detected that (?:\S*/)?(?:pulumi-resource-)?(\S+) exited prematurely.*?(?:of the plugin:|$)", re.DOTALL
)
_DIED_OF = re.compile(r"^(?:panic|fatal error): ")
"""How a program in Go begins its last words, which end with where it was."""


def _ended_early(message: str) -> str | None:
    """That a provider's process ended and its last line, from the engine's report, which has all that it printed."""
    ended = _ENDED_EARLY.search(message)
    if ended is None:
        return None
    lines = [line.strip() for line in message[ended.end() :].splitlines() if line.strip()]
    last = next(filter(_DIED_OF.match, lines), lines[-1] if lines else "")
    said = f"its last line: {last}" if last else "it said nothing"
    return f"the plugin {ended[1]} ended before its work was done; {said}; {_AGAIN} ({_TROUBLE})"


def each_of(message: str) -> list[str]:
    """The errors of a message, which a plugin also reports one by one: mostly it has one."""
    several = re.search(r"\b\d+ errors occurred:\s+\* ", message)
    return re.split(_BULLET, message[several.end() :]) if several else [message]


def out_of_date(verb: str) -> str:
    """That a plan is not applied because it was made from something else than is there now."""
    return f"The plan that was shown is out of date, and nothing was touched. Run `{verb}` again"


CONFLICT = re.compile(r"uniqueness_error|must be unique|already (?:used|exists?|enabled|assigned)\b", re.IGNORECASE)
"""What errors about an object that exists already say, in whichever API's words."""
_AGAIN = "what was made is in the state, so run `up` again"
_LOST = (
    r"deadline exceeded|timed? ?out|\btimeout\b|\bEOF\b|connection (?:was )?(?:reset|closed|aborted|refused by peer)"
    r"|broken pipe|server closed idle|GOAWAY|transport is closing|closed (?:the )?connection|use of closed network"
    r"|socket hang up|connection lost"
)
"""What clients say of an answer that never came, whatever it was that broke."""
_TROUBLE = "docs/runbooks/provider-trouble.md"
_LOST_HINT = f"the answer was lost, so it may exist already. Run `up` again, which looks for it first ({_TROUBLE})"
_LOST_CHANGE = f"the answer was lost, so it may be done already; {_AGAIN} ({_TROUBLE})"
"""The same about a change or a deletion, which is simply done once more."""
_REMEDIES = {
    "the stack is currently locked": "another run is under way. If it was killed, `python -m fleet cancel` "
    "unlocks the stack",
    "the engine was killed": "`python -m fleet cancel` unlocks the stack, and the next `up` finds what was made "
    "(docs/runbooks/killed-run.md)",
    "snapshot integrity error": "the engine can't read the state. `python -m fleet restore` lists the states that were "
    "kept before something was written into it, and brings one back (docs/runbooks/killed-run.md)",
    "passphrase must be set|incorrect passphrase": "it is the one with which the stack was made; without it "
    "the stack's secrets can't be read (docs/running.md)",
    "no stack named": "make it once with `pulumi stack init`, or try it with --sandbox",
    r"resource '[^']*' does not exist": "compare the id in its row with the provider's console. Take it out of "
    "the row if the object is gone",
    r"rate.?limit|\b429\b|too many requests": f"the provider wants fewer requests. Wait; {_AGAIN} ({_TROUBLE})",
    "resource_unavailable|no capacity": "the region has no room for this size now. Write another size or "
    "region in its row, or run `up` again later (docs/runbooks/no-capacity.md)",
    _LOST: _LOST_HINT,
    r"server_error|\[50[0234]\]|\b50[0234] (?:internal|bad|service|gateway)|service unavailable": "the provider "
    f"has trouble; {_AGAIN} ({_TROUBLE})",
    r"\[404\] not found|\b404 not found|\(not_found\)|^it was gone while": "what this needs is gone at the provider. "
    "`python -m fleet refresh` finds out what, and the next `up` makes again what rows want (docs/trouble.md)",
    CONFLICT.pattern: "another object has this name, and this stack did not make it. Adopt it by writing its id in "
    "the row (for a repository, by leaving create out), or free the name (docs/runbooks/name-taken.md)",
}
"""What to do, by pattern of an error, whichever provider's it is."""


_AROUND = (
    # The engine repeats the value, which may be a secret.
    r"(?s)^\S+ resource '[^']*'(?:: property \S+ value .*)? has a problem: ",
    r"^\s*\S+\.go:\d+: (?:sdk\.\w+: )?",
    r": provider=\S+@\S+\s*$",
    r"^(?:creating|updating|deleting|refreshing|diffing|reading) urn:\S+: (?=\d+ errors? occurred)",
    r"^\d+ errors? occurred:\s+\* ",
    r"^API request failed: An unexpected error was encountered during an API request\.\s+",
    r"\s+Error code: \S+\s+Status code: \d+\s*$",
    r"\.?\s+Examine values at '[^']*'\.?\s*$",
    # The engine's own advice is about the engine, and ours takes its place.
    r"\.?\s+Either wait for the other process\(es\) to end or delete the lock file with `pulumi cancel`\.?",
)
"""What the official plugins and the engine put around a reason: source positions, URNs, counts, codes, advice."""
_NOT_THERE = r"Resource provider reported that the resource did not exist while (\w+) urn:.*"
_BULLET = r"\n\s+\* "


def without_wrapping(message: str) -> str:
    """What is wrong, without what a plugin puts around it, so that an error that is reported in two forms is one.

    Example: `1 error occurred: * server name is already used` becomes `server name is already used`.
    """
    for around in _AROUND:
        message = re.sub(around, "", message)
    message = re.sub(_NOT_THERE, r"it was gone while \1 it", message, flags=re.DOTALL)
    return re.sub(_BULLET, "; ", message).strip()


_NO_BACKEND = re.compile(
    r"PULUMI_ACCESS_TOKEN|access token|\blog(?:ged|ging)? ?in\b|unauthorized|credentials|bucket|\.pulumi/meta"
    r"|HTTP request|dial tcp|connection refused|no such host",
    re.IGNORECASE,
)
"""What an engine says that may not or can't look at its backend."""
_WAYS_ON = (
    "Stacks are kept in a backend, and there are three ways on: --sandbox, which needs no account; a backend of your "
    "own, `pulumi login 'file://~/.pulumi-fleet?metadata=skip'`, with a passphrase in PULUMI_CONFIG_PASSPHRASE; or "
    "Pulumi Cloud, `pulumi login`, or its token in PULUMI_ACCESS_TOKEN (docs/running.md)"
)


def not_opened(message: str) -> str:
    """Why a stack can't be opened, with what to do, where that is known."""
    message = " ".join(message.split())
    return f"{message}. {_WAYS_ON}" if _NO_BACKEND.search(message) else explained(message)


def explained(message: str, *, verb: str = "up", findable: bool = True, creates: bool = True, package: str = "") -> str:
    """An error with its remedy, where one is known.

    Example: `[503] Service unavailable; the provider has trouble; what was made is in the state, so run `up` again`.

    Args:
        message: The engine's error.
        verb: What was run.
        findable: Whether the object that it is about can be found again by its name.
        creates: Whether it may be about something that was to be created.
        package: The plugin that it comes from, if it comes from one: a provider knows best what its own words mean.
    """
    if ended := _ended_early(message):
        return _for(verb, ended)
    message = " ".join(without_wrapping(message).split())
    remedies = [*provider_remedies(package).items(), *_REMEDIES.items()]
    hint = next((hint for known, hint in remedies if re.search(known, message, re.IGNORECASE)), "")
    if hint == _LOST_HINT:
        hint = MAYBE_TWICE if creates and not findable else _LOST_HINT if creates else _LOST_CHANGE
    return f"{message}; {_for(verb, hint)}" if hint else message


def _for(verb: str, hint: str) -> str:
    """A hint for a run of this verb, of which only an `up` goes on where it stopped."""
    return hint if verb in _WITH_INVENTORY else hint.replace(_AGAIN, f"run `{verb}` again")


def exact(sentence: str, stack: str, *, sandbox: bool, inventory: str = "") -> str:
    """A sentence whose commands, like `python -m fleet cancel` in it, are those for one stack.

    Example: `python -m fleet cancel --sandbox --stack mine`.
    """

    def completed(command: re.Match[str]) -> str:
        verb, rest = command[1], command[2]
        options = (" --sandbox" if sandbox and verb in _IN_SANDBOX else "") + f" --stack {stack}"
        given = f" --inventory {inventory}" if inventory and verb in _WITH_INVENTORY else ""
        return command[0] if "--stack" in rest else f"`python -m fleet {verb}{options}{given}{rest}`"

    return re.sub(r"`python -m fleet (\w+)([^`]*)`", completed, sentence)


def last_error(text: str) -> str:
    """The last error in a command's output."""
    if killed := re.search(r"^\s*code: -(\d+)$", text, re.MULTILINE):
        return f"the engine was killed by signal {killed[1]}"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line.partition("error: ")[2] for line in lines if "error: " in line]
    return (errors or lines[-1:] or ["the engine failed without a word"])[-1]
