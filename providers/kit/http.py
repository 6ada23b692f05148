"""An HTTP client that respects an API's rate limit, retries when it is busy, and gives up after a limit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from providers.kit.rate_limit import RateLimit
from providers.kit.resource import RefusalError
from providers.kit.runtime import Runtime

TIMEOUT_SECONDS = 30.0
"""How long the client waits for one answer."""
MAX_ATTEMPTS = 5
"""How often a request that may be repeated is sent."""
MAX_WAIT_SECONDS = 900.0
"""How long one request may wait in all for rate limits to pass."""
DEFAULT_RETRY_SECONDS = 60.0
"""How long to wait when an API reports too many requests without saying for how long."""
SERVER_ERROR = 500
"""Status codes from here on mean that the service itself failed."""


class AnswerError(RefusalError):
    """The service answered with an error status."""

    def __init__(self, service: str, status: int, message: str) -> None:
        super().__init__(f"{service} answered {status}: {message}")
        self.status, self.message = status, message


class UnknownOutcomeError(RefusalError):
    """The request may or may not have been carried out: no answer came, or none that says."""


class _RetryError(Exception):
    """The request may be sent again after some seconds. After the last attempt `refusal` is raised instead."""

    def __init__(self, seconds: float | None, refusal: RefusalError) -> None:
        self.seconds, self.refusal = seconds, refusal


@dataclass(frozen=True)
class ApiConventions:
    """How an API reports errors and limits.

    `error_message` extracts the message from an error answer. `retry_after` gives the seconds to wait if the answer
    reports too many requests, else None. `credentials` are removed from every message. `max_wait` is how many seconds
    a request may wait in all.
    """

    service: str
    error_message: Callable[[httpx.Response], str]
    retry_after: Callable[[httpx.Response], float | None]
    credentials: tuple[str, ...] = ()
    max_wait: float = MAX_WAIT_SECONDS


class Api:
    """A client of one web API.

    Args:
        client: Has the API's address and credentials.
        conventions: How the API reports errors and limits.
        runtime: The clock and the log.
        rate_limit: How many requests may be sent; None to rely on what the service reports.
    """

    def __init__(
        self, client: httpx.Client, conventions: ApiConventions, runtime: Runtime, rate_limit: RateLimit | None = None
    ) -> None:
        self._client, self._conventions, self._runtime, self.rate_limit = client, conventions, runtime, rate_limit

    def request(self, method: str, path: str, *, repeat: bool = True, **content: Any) -> httpx.Response:
        """Send a request.

        Args:
            method: The HTTP method.
            path: Below the API's address.
            repeat: Carrying it out twice does no harm, so it is sent again if its outcome is unknown.
            content: `params`, `json` or `data`, as httpx takes them.

        Raises:
            AnswerError: The service refuses.
            UnknownOutcomeError: It may or may not have been carried out.
            RefusalError: The service can't be reached.
        """
        retrying = Retrying(
            retry=retry_if_exception_type(_RetryError),
            wait=_pause,
            stop=self._is_exhausted,
            sleep=self._wait,
            reraise=True,
        )
        try:
            return retrying(self._attempt, method, path, repeat=repeat, content=content)
        except _RetryError as last:
            raise last.refusal from None

    def _attempt(self, method: str, path: str, *, repeat: bool, content: Mapping[str, Any]) -> httpx.Response:
        if self.rate_limit is not None:
            delay = self.rate_limit.reserve()
            if delay:
                self._wait(delay)
        service = self._conventions.service
        try:
            response = self._client.request(method, path, **content)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            reason = f"{service} can't be reached ({type(error).__name__}); check the network and the address"
            raise _RetryError(None, RefusalError(reason)) from None
        except httpx.HTTPError as error:
            cause = f"{type(error).__name__}, timed out or cut off"
            unknown = UnknownOutcomeError(f"{service} gave no answer to {method} {path} ({cause})")
            if repeat:
                raise _RetryError(None, unknown) from None
            raise unknown from None
        if response.is_success:
            return response
        refusal = AnswerError(service, response.status_code, self.message(response))
        seconds = self._conventions.retry_after(response)
        if seconds is not None:
            if self.rate_limit is not None:
                self.rate_limit.pause(seconds)
            raise _RetryError(seconds, refusal)
        if response.status_code >= SERVER_ERROR and repeat:
            raise _RetryError(None, refusal)
        raise refusal

    def json(self, response: httpx.Response) -> Any:
        """The JSON content of an answer.

        Raises:
            UnknownOutcomeError: It is not JSON, as when a proxy answers instead of the service.
        """
        try:
            return response.json()
        except ValueError:
            answer = (
                f"{self._conventions.service} answered {response.status_code}, but no JSON: {self.message(response)}"
            )
            raise UnknownOutcomeError(f"{answer}; check the address") from None

    def message(self, response: httpx.Response) -> str:
        """An error answer's message, without credentials that the service may have repeated in it."""
        # Removed before the text is cut, so that no part of one is left, and after, since JSON may escape it.
        text, status = self._without_credentials(response.text), response.status_code
        return self._without_credentials(
            self._conventions.error_message(httpx.Response(status, text=text, extensions=response.extensions))
        )

    def _without_credentials(self, text: str) -> str:
        # The longest first: one may be a part of another.
        for credential in sorted(self._conventions.credentials, key=len, reverse=True):
            text = text.replace(credential, "***")
        return text

    def _wait(self, seconds: float) -> None:
        if seconds >= 1:
            self._runtime.log(f"{self._conventions.service}: waiting {seconds:.0f} s for its rate limit or its answer")
        self._runtime.wait(seconds)

    def _is_exhausted(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _RetryError) and error.seconds is not None:
            return state.idle_for + error.seconds > self._conventions.max_wait
        return state.attempt_number >= MAX_ATTEMPTS


def _pause(state: RetryCallState) -> float:
    """Seconds before the next attempt: as the service wants, else half a second, doubling up to four."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, _RetryError) and error.seconds is not None:
        return error.seconds
    return float(min(2 ** (state.attempt_number - 1), 8)) / 2


def text_message(response: httpx.Response) -> str:
    """The message of an answer that isn't JSON: its first line, or the status's usual phrase if it is a web page."""
    line, phrase = response.text.strip().partition("\n")[0][:200], response.reason_phrase or "no message"
    return f"{phrase} (a page, not an answer of the API)" if "<" in line else line or phrase
