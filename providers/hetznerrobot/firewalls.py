"""Asking the API for firewalls: a write takes a while to be done, and until then no other is taken."""

import threading
from collections.abc import Iterator

import httpx

from providers.hetznerrobot.account import SERVICE, Account, understood
from providers.hetznerrobot.rules import FirewallAnswer, FirewallArguments, arguments_of, form
from providers.kit.http import SERVER_ERROR, AnswerError, UnknownOutcomeError
from providers.kit.resource import RefusalError

FIRST_PAUSE, LONGEST_PAUSE, PATIENCE = 1.0, 10.0, 180.0
"""Seconds between two looks, doubling up to the longest, and in all (as Ansible's community.hrobot waits)."""
MAX_ATTEMPTS = 3
"""How often a firewall is sent that was not taken."""


class Firewalls:
    """The firewalls of an account, each read once a run.

    Args:
        account: Whom to ask.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._found: dict[int, FirewallAnswer | None] = {}
        self._lock = threading.Lock()

    def get(self, number: int) -> FirewallAnswer | None:
        """A server's firewall, once nothing is being changed; none if there is no such server."""
        with self._lock:
            if number in self._found:
                return self._found[number]
        return self._kept(number, self._settled(number, "nothing was sent"))

    def put(self, arguments: FirewallArguments) -> FirewallAnswer:
        """Send a firewall, and wait until it is active.

        What was sent without an answer is looked for before it is sent again.

        Raises:
            RefusalError: It was refused, or isn't active in time.
        """
        number, wanted = arguments.server_number, form(arguments)
        self._forget(number)
        for attempt in range(MAX_ATTEMPTS):
            if attempt:
                self._account.runtime.wait(FIRST_PAUSE * 2**attempt)
            refusal = self._sent("POST", number, wanted)
            found = self._settled(number, "it was sent" if refusal is None else f"it was sent in vain: {refusal}")
            if found is not None and found.is_active and (refusal is None or form(arguments_of(found, None)) == wanted):
                self._kept(number, found)
                return found
            if refusal is None:
                status = found.status if found else "gone"
                raise RefusalError(
                    f"{SERVICE}: the firewall of server {number} was sent and is {status} instead of active; look at "
                    "it in Robot, then run `refresh` and `up` again"
                )
        raise refusal or RefusalError(f"{SERVICE}: the firewall of server {number} was not taken; run `up` again")

    def remove(self, number: int) -> None:
        """Switch a firewall off, which lets everything in and out; that there is none is as good."""
        self._forget(number)
        for _ in range(MAX_ATTEMPTS):
            try:
                refusal = self._sent("DELETE", number, None)
            except AnswerError as error:
                if error.status != httpx.codes.NOT_FOUND:
                    raise
                refusal = None
            if refusal is None:
                break
            self._settled(number, "it may have been switched off")
        else:
            raise refusal or RefusalError(f"{SERVICE}: the firewall of server {number} was not removed; run again")

    def _sent(self, method: str, number: int, data: dict[str, str] | None) -> RefusalError | None:
        """Send a write; what is in its way for now, if anything: another change, trouble or a lost answer."""
        try:
            self._account.request(method, _path(number), repeat=False, data=data)
        except UnknownOutcomeError as unsure:
            return unsure
        except AnswerError as refusal:
            if refusal.status != httpx.codes.CONFLICT and refusal.status < SERVER_ERROR:
                raise
            return refusal
        return None

    def _settled(self, number: int, done: str) -> FirewallAnswer | None:
        """A firewall as soon as nothing is being changed."""
        runtime = self._account.runtime
        found = self._asked(number)
        for pause in _pauses():
            if found is None or not found.is_busy:
                return found
            runtime.log(f"{SERVICE}: the firewall of server {number} is being changed; waiting {pause:.0f} s")
            runtime.wait(pause)
            found = self._asked(number)
        if found is None or not found.is_busy:
            return found
        raise RefusalError(
            f"{SERVICE}: the firewall of server {number} has been in process for {PATIENCE:.0f} s; {done}. Look at it "
            "in Robot, then run `refresh` and `up` again"
        )

    def _asked(self, number: int) -> FirewallAnswer | None:
        try:
            told = self._account.request("GET", _path(number))
        except AnswerError as refusal:
            if refusal.status != httpx.codes.NOT_FOUND:
                raise
            return None
        return understood(FirewallAnswer, told, "firewall")

    def _forget(self, number: int) -> None:
        """What is known of a firewall is out of date from here on."""
        with self._lock:
            self._found.pop(number, None)

    def _kept(self, number: int, found: FirewallAnswer | None) -> FirewallAnswer | None:
        with self._lock:
            self._found[number] = found
        return found


def _path(number: int) -> str:
    return f"/firewall/{number}"


def _pauses() -> Iterator[float]:
    """Seconds between looks, as many as patience allows."""
    left, pause = PATIENCE, FIRST_PAUSE
    while left > 0:
        taken = min(pause, LONGEST_PAUSE, left)
        yield taken
        left, pause = left - taken, pause * 2
