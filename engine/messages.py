"""What the engine and the providers say, and what that means to someone who keeps an inventory."""

import re

RETIRE_FIRST = "retire it first: put its row back, with retire: and a date, and bring that up (docs/guide/retire.md)"
"""What to do where a host is to be deleted that the fleet manages."""
NEVER_DELETED = "let go of it first: put its row back, with release: true, and bring that up"
"""The same for anything else, a site or a zone: it is never deleted, only forgotten."""
NEVER_REPLACED = (
    "that would make another machine of it: put the value back; or create one, move what is on it, retire this"
)
"""What to do where something would be replaced that is protected."""
NUMBERED = "what its number stands for can't become another thing: take the number out of the row, and bring that up"
"""What to do where something would be replaced that is adopted by a number in its row."""
INTERRUPTED = "an earlier run was interrupted: what it was changing is changed again"
"""What is said in place of the engine's own advice about pending operations, which would lose them."""
MAYBE_TWICE = "nobody knows whether it was done, and `up` makes it anew: look in the provider's console for two of it"
"""What to do about an object without a name of its own, of which no run can tell whether it is there already."""
SUMMARIES = {"preview failed", "update failed"}
"""What the engine says last, when it has said why before."""

CONFLICT = re.compile(r"uniqueness_error|must be unique|already (?:used|exists?|enabled|assigned)\b", re.IGNORECASE)
"""How the providers say that there is such an object already (hcloud, linode, github)."""
_AGAIN = "what was made is kept and noted, so run `up` again"
_LOST = "deadline exceeded|timed? ?out"
_TROUBLE = "docs/runbooks/provider-trouble.md"
_HINTS = [
    (re.compile(pattern, re.IGNORECASE), hint)
    for pattern, hint in {
        "the stack is currently locked": "another run is under way; if it was killed, `python -m fleet cancel` "
        "unlocks it",
        "the engine was killed": "`python -m fleet cancel` unlocks the stack, and the next `up` finds what was made "
        "(docs/runbooks/killed-run.md)",
        "no stack named": "make it once with `pulumi stack init`, or try it with --sandbox",
        r"resource '[^']*' does not exist": "check the id in its row against the provider's console, and take it out "
        "of the row if what it stood for is gone",
        r"rate.?limit|\b429\b|too many requests": f"the provider wants fewer requests: wait; {_AGAIN} ({_TROUBLE})",
        "resource_unavailable|no capacity": "there is no room for this size in this region at the moment: write "
        "another size or region in its row, or run `up` again later (docs/runbooks/no-capacity.md)",
        _LOST: "nobody knows whether it was done: run `up` again, which finds what is there before it makes anything "
        f"({_TROUBLE})",
        r"server_error|\[50[0234]\]|\b50[0234] (?:internal|bad|service|gateway)|service unavailable": "the provider "
        f"has trouble; {_AGAIN} ({_TROUBLE})",
        "CNAME can ?not stand beside": "what the name had before goes only at the end of a run: write the name in its "
        "zone's keep for one `up`, then take it out again (docs/runbooks/name-taken.md)",
        "already assigned to .*firewall": "a Linode has one firewall at a time: write firewall: [] in its row for one "
        "`up`, then the new one (docs/guide/change.md)",
        CONFLICT.pattern: "another object has this name, and this stack did not make it: adopt it by writing its id in "
        "the row (for a repository, by leaving create out), or free the name (docs/runbooks/name-taken.md)",
        "perform a lookup": "Linode wants DNS to answer for the name first: `python -m fleet dns --check` tells",
    }.items()
]


def explained(message: str, *, findable: bool = True) -> str:
    """An engine's error with what to do about it, where that is known.

    Args:
        message: What the engine said.
        findable: Whether what it is about can be found again by its name.
    """
    message = " ".join(message.split())
    if not findable and re.search(_LOST, message, re.IGNORECASE):
        return f"{message}; {MAYBE_TWICE}"
    return next((f"{message}; {hint}" for known, hint in _HINTS if known.search(message)), message)


def last_error(text: str) -> str:
    """The last error in a command's output."""
    if killed := re.search(r"^\s*code: -(\d+)$", text, re.MULTILINE):
        return f"the engine was killed by signal {killed[1]}"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line.partition("error: ")[2] for line in lines if "error: " in line]
    return (errors or lines[-1:] or ["the engine failed without a word"])[-1]
