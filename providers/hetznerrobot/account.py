"""One account at Hetzner Robot: its web service, asked politely, and one list of each kind for a whole run."""

import threading
from base64 import b64encode
from functools import cached_property
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from providers.hetznerrobot.addresses import spelt_address
from providers.hetznerrobot.listing import Listing
from providers.kit.http import DEFAULT_RETRY_SECONDS, TIMEOUT_SECONDS, AnswerError, Api, ApiConventions, text_message
from providers.kit.resource import RefusalError
from providers.kit.runtime import Runtime

SERVICE = "Hetzner Robot"
MAX_WAIT_SECONDS = 300.0
"""Seconds that a request waits in all for a rate limit to pass: limits are by the hour, and longer waits are told."""
RATE_LIMIT = "RATE_LIMIT_EXCEEDED"
"""The web service's code for too many requests, with status 403."""
STOPPED = (
    f"{SERVICE} refused the user and password, and nothing more is sent: three failed logins lock this address out for "
    "ten minutes. Check HETZNER_ROBOT_USER and HETZNER_ROBOT_PASSWORD (the web service's user, not the customer's "
    "login), then run again"
)
ModelT = TypeVar("ModelT", bound=BaseModel)


class LoginError(RefusalError):
    """There is no login, or it is a wrong one: nothing can be asked."""


class Account:
    """What the resources share.

    Args:
        user: The web service's user, if there is one.
        password: Its password.
        url: Where the web service is.
        runtime: Time and speech.
    """

    def __init__(self, user: str | None, password: str | None, url: str, runtime: Runtime) -> None:
        self._user, self._password, self._url, self.runtime = user, password, url, runtime
        self._asking, self._taking = threading.Lock(), threading.Lock()
        self._taken: set[str] = set()
        self._is_stopped = False
        self.servers = Listing(self.request, "/server", "server", "server_number")
        self.reverse_dns = Listing(self.request, "/rdns", "rdns", "ip", spelt_address)
        self.keys = Listing(self.request, "/key", "key", "fingerprint", str.lower)

    @cached_property
    def _api(self) -> Api:
        if not self._user or not self._password:
            raise LoginError(
                f"{SERVICE}: there is no user or no password; set HETZNER_ROBOT_USER and HETZNER_ROBOT_PASSWORD, or "
                "`pulumi config set --secret hetznerrobot:user` and `pulumi config set --secret hetznerrobot:password`"
            )
        client = httpx.Client(
            base_url=self._url,
            auth=httpx.BasicAuth(self._user, self._password),
            headers={"Accept": "application/json"},
            timeout=TIMEOUT_SECONDS,
        )
        token = b64encode(f"{self._user}:{self._password}".encode()).decode()
        manners = ApiConventions(
            SERVICE, _message, _busy, credentials=(token, self._password, self._user), max_wait=MAX_WAIT_SECONDS
        )
        return Api(client, manners, self.runtime)

    def request(self, method: str, path: str, *, repeat: bool = True, data: dict[str, str] | None = None) -> Any:
        """Send a request and give its answer as plain data, which is nothing where the answer is empty.

        Requests go one at a time, so that a wrong password is noticed before a second one is sent.

        Args:
            method: The HTTP method.
            path: Below the web service's address.
            repeat: It may be sent again where nobody knows whether it was carried out.
            data: The form.

        Raises:
            AnswerError: The service refuses.
            UnknownOutcomeError: It may have been carried out or not.
        """
        with self._asking:
            if self._is_stopped:
                raise LoginError(STOPPED)
            try:
                response = self._api.request(method, path, repeat=repeat, data=data)
            except AnswerError as refusal:
                if refusal.status == httpx.codes.UNAUTHORIZED:
                    self._is_stopped = True
                    raise LoginError(STOPPED) from None
                raise
        return self._api.json(response) if response.content.strip() else None

    def take(self, path: str) -> None:
        """Note what a resource was made of in this run."""
        with self._taking:
            self._taken.add(path)

    def is_taken(self, path: str) -> bool:
        """Whether a resource was made of it in this run, so that another one that had it must leave it."""
        with self._taking:
            return path in self._taken

    def delete(self, path: str, listing: Listing, id_: str) -> None:
        """Delete what a resource had; that it is gone already is as good, and what another has taken over stays.

        Args:
            path: Where it is.
            listing: The list that it is in.
            id_: Its id there.

        Raises:
            AnswerError: The service refuses.
            UnknownOutcomeError: It may have been deleted or not.
        """
        if self.is_taken(path):
            return
        try:
            self.request("DELETE", path)
        except AnswerError as refusal:
            if refusal.status != httpx.codes.NOT_FOUND:
                raise
        listing.drop(id_)


def understood(model: type[ModelT], told: Any, kind: str) -> ModelT:
    """An answer, or the object of a kind that is wrapped in it, as a model.

    Raises:
        RefusalError: Its form is not known.
    """
    try:
        return model.model_validate(told.get(kind, told) if isinstance(told, dict) else told)
    except ValidationError as error:
        paths = ", ".join(".".join(map(str, one["loc"])) for one in error.errors(include_input=False))
        raise RefusalError(
            f"{SERVICE} tells of a {kind} in a form that is not known (at {paths or 'its root'}); is there a newer "
            "version of this provider?"
        ) from None


def _error(response: httpx.Response) -> dict[str, Any]:
    """What an answer says of its error, or nothing where it isn't the web service that speaks."""
    try:
        told = response.json()["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return told if isinstance(told, dict) else {}


def _message(response: httpx.Response) -> str:
    error = _error(response)
    if not error:
        return text_message(response)
    words = [f"{error.get('message') or 'no words'} ({error.get('code') or 'no code'})"]
    words += [f"{name}: {', '.join(map(str, error[name]))}" for name in ("missing", "invalid") if error.get(name)]
    if error.get("code") == RATE_LIMIT:
        limit = error.get("max_requests") or error.get("max_request") or "an unknown number of"
        words.append(f"it takes {limit} requests in {error.get('interval', '?')} seconds; run again after that time")
    return "; ".join(words)


def _busy(response: httpx.Response) -> float | None:
    """Seconds to wait where the service is asked too much."""
    error = _error(response)
    if error.get("code") != RATE_LIMIT:
        return None
    try:
        return max(float(error["interval"]), 1.0)
    except (KeyError, TypeError, ValueError):
        return DEFAULT_RETRY_SECONDS
