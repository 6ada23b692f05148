"""One web API, with manners: it is asked at the pace it allows, waited for when it is busy, and never asked in vain."""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from providers.kit.resource import RefusalError
from providers.kit.runtime import Runtime

SECONDS = 30.0
"""How long an answer may take."""
TRIES = 5
"""How often something that may be asked again is asked."""
PATIENCE = 900.0
"""Seconds that one request may spend waiting for an API to have room for it."""
BUSY_SECONDS = 60.0
"""How long to wait where an API says that it is asked too much, and not for how long."""
TROUBLE = 500
"""From here on a status means that the service is at fault."""


class AnswerError(RefusalError):
    """The service said no."""

    def __init__(self, service: str, status: int, message: str) -> None:
        super().__init__(f"{service} answered {status}: {message}")
        self.status, self.message = status, message


class UnsureError(RefusalError):
    """No answer came, or one that leaves open whether it was done."""


class _AgainError(Exception):
    """It may be asked again, after some seconds; else `refusal` is what to say."""

    def __init__(self, seconds: float | None, refusal: RefusalError) -> None:
        self.seconds, self.refusal = seconds, refusal


@dataclass
class Pace:
    """So many requests in so many seconds, and no more; the first ones at once."""

    runtime: Runtime
    limit: int
    seconds: float = 60.0
    _begun: deque[float] = field(default_factory=deque)
    _held: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hold(self, seconds: float) -> None:
        """Let nothing begin for some seconds: the service wants a rest."""
        with self._lock:
            self._held = max(self._held, self.runtime.now() + seconds)

    def take(self) -> float:
        """Seconds to wait before the next request; that long is then taken."""
        with self._lock:
            now = self.runtime.now()
            while self._begun and self._begun[0] <= now - self.seconds:
                self._begun.popleft()
            # What has been promised a turn later counts too.
            turn = now if len(self._begun) < self.limit else self._begun[-self.limit] + self.seconds
            turn = max(turn, self._held, now)
            self._begun.append(turn)
            return turn - now


@dataclass(frozen=True)
class Manners:
    """How an API says things: `message` takes an answer's words, `busy` says how long to wait if it is asked too much.

    `credentials` never appear in what is said of an answer.
    """

    service: str
    message: Callable[[httpx.Response], str]
    busy: Callable[[httpx.Response], float | None]
    credentials: tuple[str, ...] = ()
    patience: float = PATIENCE


class Api:
    """Asks one web API.

    Args:
        client: Where it is and how it is logged in to.
        manners: How it says things.
        runtime: Time and speech.
        pace: How often it may be asked; none if that is the service's to say.
    """

    def __init__(self, client: httpx.Client, manners: Manners, runtime: Runtime, pace: Pace | None = None) -> None:
        self._client, self._manners, self._runtime, self.pace = client, manners, runtime, pace

    def ask(self, method: str, path: str, *, repeat: bool = True, **content: Any) -> httpx.Response:
        """Send a request.

        Args:
            method: The HTTP method.
            path: Below the API's address.
            repeat: It may be done twice without harm, so that it is asked again where nobody knows whether it was.
            content: What httpx takes: `params`, `json`, `data`.

        Raises:
            AnswerError: The service refuses.
            UnsureError: It may have been done or not.
        """
        retrying = Retrying(
            retry=retry_if_exception_type(_AgainError), wait=_pause, stop=self._enough, sleep=self._wait, reraise=True
        )
        try:
            return retrying(self._once, method, path, repeat=repeat, content=content)
        except _AgainError as last:
            raise last.refusal from None

    def _once(self, method: str, path: str, *, repeat: bool, content: Mapping[str, Any]) -> httpx.Response:
        if self.pace is not None:
            turn = self.pace.take()
            if turn:
                self._wait(turn)
        what, service = f"{method} {path}", self._manners.service
        try:
            response = self._client.request(method, path, **content)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            reason = f"{service} can't be reached ({type(error).__name__}); check the network and the address"
            raise _AgainError(None, RefusalError(reason)) from None
        except httpx.HTTPError as error:
            unsure = UnsureError(f"{service} gave no answer to {what} ({type(error).__name__}, timed out or cut off)")
            if repeat:
                raise _AgainError(None, unsure) from None
            raise unsure from None
        if response.is_success:
            return response
        refusal = AnswerError(service, response.status_code, self.words(response))
        seconds = self._manners.busy(response)
        if seconds is not None:
            if self.pace is not None:
                self.pace.hold(seconds)
            raise _AgainError(seconds, refusal)
        if response.status_code >= TROUBLE and repeat:
            raise _AgainError(None, refusal)
        raise refusal

    def json(self, response: httpx.Response) -> Any:
        """What an answer says.

        Raises:
            UnsureError: It is not JSON, as of something between here and the service.
        """
        try:
            return response.json()
        except ValueError:
            what = f"{self._manners.service} answered {response.status_code}, but no JSON: {self.words(response)}"
            raise UnsureError(f"{what}; check the address") from None

    def words(self, response: httpx.Response) -> str:
        """What an answer says to people, without the credentials that it may repeat."""
        # Before it is cut, lest a part of one is left, and after, as JSON may write it otherwise.
        text, status = self._without_credentials(response.text), response.status_code
        return self._without_credentials(
            self._manners.message(httpx.Response(status, text=text, extensions=response.extensions))
        )

    def _without_credentials(self, words: str) -> str:
        # One may be a part of another.
        for credential in sorted(self._manners.credentials, key=len, reverse=True):
            words = words.replace(credential, "***")
        return words

    def _wait(self, seconds: float) -> None:
        if seconds >= 1:
            self._runtime.say(f"{self._manners.service}: waiting {seconds:.0f} s for its rate limit or its answer")
        self._runtime.wait(seconds)

    def _enough(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _AgainError) and error.seconds is not None:
            return state.idle_for + error.seconds > self._manners.patience
        return state.attempt_number >= TRIES


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, _AgainError) and error.seconds is not None:
        return error.seconds
    return float(min(2 ** (state.attempt_number - 1), 8)) / 2


def text_of(response: httpx.Response) -> str:
    """What an answer says where it isn't JSON: its first line, unless that is a page for people to look at."""
    words, usual = response.text.strip().partition("\n")[0][:200], response.reason_phrase or "no words"
    return f"{usual} (a page, not an answer of the API)" if "<" in words else words or usual
