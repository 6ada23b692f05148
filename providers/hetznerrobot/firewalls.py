"""Reads and writes firewalls. A change takes a while, and until it is done the API refuses another one."""

import threading
from collections.abc import Iterator

import httpx

from providers.hetznerrobot.account import SERVICE, Account, parsed
from providers.hetznerrobot.rules import FirewallAnswer, FirewallArguments, arguments_of, form
from providers.kit.http import SERVER_ERROR, AnswerError, UnknownOutcomeError
from providers.kit.resource import RefusalError

FIRST_PAUSE, LONGEST_PAUSE, MAX_WAIT_SECONDS = 1.0, 10.0, 180.0
"""Seconds between two reads, doubling up to the longest, and in all (as Ansible's community.hrobot waits)."""
MAX_ATTEMPTS = 3
"""How often a firewall is sent if the API doesn't accept it."""


class Firewalls:
    """The firewalls of an account, each read once a run.

    Args:
        account: The account at Hetzner Robot.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._answers: dict[int, FirewallAnswer | None] = {}
        self._lock = threading.Lock()

    def get(self, number: int) -> FirewallAnswer | None:
        """A server's firewall, once no change is in progress; None if there is no such server."""
        with self._lock:
            if number in self._answers:
                return self._answers[number]
        return self._remember(number, self._wait_until_settled(number, "nothing was sent"))

    def put(self, arguments: FirewallArguments) -> FirewallAnswer:
        """Send a firewall, and wait until it is active.

        If no answer came, the firewall is read before it is sent again.

        Raises:
            RefusalError: It was refused, or didn't become active in time.
        """
        number, wanted = arguments.server_number, form(arguments)
        self._forget(number)
        for attempt in range(MAX_ATTEMPTS):
            if attempt:
                self._account.runtime.wait(FIRST_PAUSE * 2**attempt)
            refusal = self._send("POST", number, wanted)
            sent = "it was sent" if refusal is None else f"it was sent without success: {refusal}"
            current = self._wait_until_settled(number, sent)
            is_active = current is not None and current.is_active
            if current is not None and is_active and (refusal is None or form(arguments_of(current, None)) == wanted):
                self._remember(number, current)
                return current
            if refusal is None:
                status = current.status if current else "gone"
                raise RefusalError(
                    f"{SERVICE}: the firewall of server {number} was sent and is {status} instead of active; look at "
                    "it in Robot, then run `refresh` and `up` again"
                )
        raise refusal or RefusalError(f"{SERVICE}: the firewall of server {number} was not accepted; run `up` again")

    def remove(self, number: int) -> None:
        """Switch a firewall off, which lets everything in and out. That there is none is no error."""
        self._forget(number)
        for _ in range(MAX_ATTEMPTS):
            try:
                refusal = self._send("DELETE", number, None)
            except AnswerError as error:
                if error.status != httpx.codes.NOT_FOUND:
                    raise
                refusal = None
            if refusal is None:
                break
            self._wait_until_settled(number, "it may have been switched off")
        else:
            raise refusal or RefusalError(f"{SERVICE}: the firewall of server {number} was not removed; run again")

    def _send(self, method: str, number: int, data: dict[str, str] | None) -> RefusalError | None:
        """Send a change. None if it was accepted, else a reason to try again: another change, a failure, no answer."""
        try:
            self._account.request(method, _path(number), repeat=False, data=data)
        except UnknownOutcomeError as unknown:
            return unknown
        except AnswerError as refusal:
            if refusal.status != httpx.codes.CONFLICT and refusal.status < SERVER_ERROR:
                raise
            return refusal
        return None

    def _wait_until_settled(self, number: int, done: str) -> FirewallAnswer | None:
        """Wait until no change is in progress, and return the firewall. An error says with `done` what was sent."""
        runtime = self._account.runtime
        current = self._fetch(number)
        for pause in _pauses():
            if current is None or not current.is_busy:
                return current
            runtime.log(f"{SERVICE}: the firewall of server {number} is being changed; waiting {pause:.0f} s")
            runtime.wait(pause)
            current = self._fetch(number)
        if current is None or not current.is_busy:
            return current
        raise RefusalError(
            f"{SERVICE}: the firewall of server {number} has been in process for {MAX_WAIT_SECONDS:.0f} s; {done}. "
            "Look at it in Robot, then run `refresh` and `up` again"
        )

    def _fetch(self, number: int) -> FirewallAnswer | None:
        try:
            answer = self._account.request("GET", _path(number))
        except AnswerError as refusal:
            if refusal.status != httpx.codes.NOT_FOUND:
                raise
            return None
        return parsed(FirewallAnswer, answer, "firewall")

    def _forget(self, number: int) -> None:
        """Drop the answer that was read, since it is about to be out of date."""
        with self._lock:
            self._answers.pop(number, None)

    def _remember(self, number: int, answer: FirewallAnswer | None) -> FirewallAnswer | None:
        with self._lock:
            self._answers[number] = answer
        return answer


def _path(number: int) -> str:
    return f"/firewall/{number}"


def _pauses() -> Iterator[float]:
    """The seconds between two reads, until the longest wait is used up."""
    left, pause = MAX_WAIT_SECONDS, FIRST_PAUSE
    while left > 0:
        seconds = min(pause, LONGEST_PAUSE, left)
        yield seconds
        left, pause = left - seconds, pause * 2
