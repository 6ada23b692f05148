"""One account at Hetzner Robot: its web service with the rate limit, and one list of each kind for a whole run."""

import threading
from base64 import b64encode
from functools import cached_property
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from providers.hetznerrobot.addresses import normal_address
from providers.hetznerrobot.listing import Listing
from providers.kit.http import DEFAULT_RETRY_SECONDS, TIMEOUT_SECONDS, AnswerError, Api, ApiConventions, text_message
from providers.kit.resource import RefusalError
from providers.kit.runtime import Runtime

SERVICE = "Hetzner Robot"
MAX_WAIT_SECONDS = 300.0
"""Seconds that a request waits in all for a rate limit to pass. Limits are by the hour; a longer wait is an error."""
RATE_LIMIT = "RATE_LIMIT_EXCEEDED"
"""The web service's code for too many requests, with status 403."""
LOGIN_REFUSED = (
    f"{SERVICE} refused the user and password, and nothing more is sent: three failed logins lock this address out for "
    "ten minutes. Check HETZNER_ROBOT_USER and HETZNER_ROBOT_PASSWORD (the web service's user, not the customer's "
    "login), then run again"
)
ModelT = TypeVar("ModelT", bound=BaseModel)


class LoginError(RefusalError):
    """There are no credentials, or they are wrong, so no request can be sent."""


class Account:
    """What the resources share during a run: the web service's client, and one list of each kind.

    Args:
        user: The web service's user, if there is one.
        password: Its password.
        url: The web service's address.
        runtime: The clock and the log.
    """

    def __init__(self, user: str | None, password: str | None, url: str, runtime: Runtime) -> None:
        self._user, self._password, self._url, self.runtime = user, password, url, runtime
        self._requesting, self._claiming = threading.Lock(), threading.Lock()
        self._claimed: set[str] = set()
        self._is_stopped = False
        self.servers = Listing(self.request, "/server", "server", "server_number")
        self.reverse_dns = Listing(self.request, "/rdns", "rdns", "ip", normal_address)
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
        credentials = (token, self._password, self._user)
        conventions = ApiConventions(SERVICE, _message, _retry_after, credentials, max_wait=MAX_WAIT_SECONDS)
        return Api(client, conventions, self.runtime)

    def request(self, method: str, path: str, *, repeat: bool = True, data: dict[str, str] | None = None) -> Any:
        """Send a request and return its answer as plain data; None if the answer is empty.

        Requests are sent one at a time, so that a wrong password is noticed before it is sent again.

        Args:
            method: The HTTP method.
            path: Below the web service's address.
            repeat: Carrying it out twice does no harm, so it is sent again if its outcome is unknown.
            data: The form's fields.

        Raises:
            AnswerError: The service refuses.
            LoginError: There are no credentials, or they are wrong.
            UnknownOutcomeError: It may or may not have been carried out.
        """
        with self._requesting:
            if self._is_stopped:
                raise LoginError(LOGIN_REFUSED)
            try:
                response = self._api.request(method, path, repeat=repeat, data=data)
            except AnswerError as refusal:
                if refusal.status == httpx.codes.UNAUTHORIZED:
                    self._is_stopped = True
                    raise LoginError(LOGIN_REFUSED) from None
                raise
        return self._api.json(response) if response.content.strip() else None

    def claim(self, path: str) -> None:
        """Record that a resource of this run manages the object at a path."""
        with self._claiming:
            self._claimed.add(path)

    def is_claimed(self, path: str) -> bool:
        """Whether a resource of this run manages the object at a path, so that its former one must not delete it."""
        with self._claiming:
            return path in self._claimed

    def delete(self, path: str, listing: Listing, id_: str) -> None:
        """Delete an object, unless another resource manages it now. That it is gone already is no error.

        Args:
            path: Its path.
            listing: The list that it is in.
            id_: Its id in that list.

        Raises:
            AnswerError: The service refuses.
            UnknownOutcomeError: It may or may not have been deleted.
        """
        if self.is_claimed(path):
            return
        try:
            self.request("DELETE", path)
        except AnswerError as refusal:
            if refusal.status != httpx.codes.NOT_FOUND:
                raise
        listing.drop(id_)


def parsed(model: type[ModelT], answer: Any, kind: str) -> ModelT:
    """An answer as a model. The object may be wrapped under its kind, as in `{"server": {…}}`.

    Raises:
        RefusalError: It doesn't have the model's form.
    """
    try:
        return model.model_validate(answer.get(kind, answer) if isinstance(answer, dict) else answer)
    except ValidationError as error:
        paths = ", ".join(".".join(map(str, each["loc"])) for each in error.errors(include_input=False))
        raise RefusalError(
            f"{SERVICE} returned a {kind} in an unknown form (at {paths or 'its root'}); is there a newer version of "
            "this provider?"
        ) from None


def _error(response: httpx.Response) -> dict[str, Any]:
    """The error in an answer; empty if the answer is not the web service's, but a proxy's for example."""
    try:
        error = response.json()["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return error if isinstance(error, dict) else {}


def _message(response: httpx.Response) -> str:
    error = _error(response)
    if not error:
        return text_message(response)
    parts = [f"{error.get('message') or 'no message'} ({error.get('code') or 'no code'})"]
    parts += [f"{name}: {', '.join(map(str, error[name]))}" for name in ("missing", "invalid") if error.get(name)]
    if error.get("code") == RATE_LIMIT:
        limit = error.get("max_requests") or error.get("max_request") or "an unknown number of"
        parts.append(f"it takes {limit} requests in {error.get('interval', '?')} seconds; run again after that time")
    return "; ".join(parts)


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds to wait if the answer reports too many requests, else None."""
    error = _error(response)
    if error.get("code") != RATE_LIMIT:
        return None
    try:
        return max(float(error["interval"]), 1.0)
    except (KeyError, TypeError, ValueError):
        return DEFAULT_RETRY_SECONDS
