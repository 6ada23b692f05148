"""One account at UptimeRobot: its API at the account's own pace, and its plan."""

import threading
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

import httpx
from pydantic import ValidationError

from providers.kit.arguments import validation_message
from providers.kit.http import (
    DEFAULT_RETRY_SECONDS,
    TIMEOUT_SECONDS,
    AnswerError,
    Api,
    ApiConventions,
    RateLimit,
    text_message,
)
from providers.kit.model import Answer
from providers.kit.resource import RefusalError
from providers.kit.runtime import Runtime
from providers.uptimerobot.listing import SERVICE, Listing
from providers.uptimerobot.search import Search

KEY_SETTING = "UPTIMEROBOT_API_KEY or uptimerobot:apiKey"
"""Where the key comes from."""
FREE_PER_MINUTE, PAID_PER_MINUTE_AT_MOST = 10, 5000
"""Requests a minute: of the free plan, and at most of a paid one, which has two a monitor (API documentation)."""
FREE_INTERVAL, INTERVAL = 300, 30
"""Seconds between two looks at least: of the free plan, and of any (API documentation)."""
AN_EPOCH = 1e8
"""A number of seconds from here on is a date: the header's meaning is told differently in different places."""


class Subscription(Answer):
    """What is paid for."""

    plan: str | None = None
    monitorLimit: int | None = None  # noqa: N815 # the API's name


class User(Answer):
    """Whose key it is. The plan and its limit are told in one of two places."""

    plan: str | None = None
    monitorLimit: int | None = None  # noqa: N815
    activeSubscription: Subscription | None = None  # noqa: N815

    @property
    def is_free(self) -> bool:
        """Whether it is the free plan."""
        plan = self.plan or (self.activeSubscription and self.activeSubscription.plan) or ""
        return plan.casefold().startswith("free")

    @property
    def per_minute(self) -> int:
        """How many requests a minute the whole account may send."""
        monitors = self.monitorLimit or (self.activeSubscription and self.activeSubscription.monitorLimit)
        return FREE_PER_MINUTE if self.is_free or not monitors else min(2 * monitors, PAID_PER_MINUTE_AT_MOST)


class Account:
    """What the resources share: one list of each kind for the whole run.

    Args:
        key: The API key, if there is one.
        url: Where the API is.
        runtime: Time and speech.
    """

    def __init__(self, key: str | None, url: str, runtime: Runtime) -> None:
        self._key, self._url, self.runtime = key, url, runtime
        self._lists: dict[str, Listing] = {}
        self._search = Search(runtime)
        self._lock = threading.Lock()
        self._user_lock = threading.Lock()
        self._written = 0

    @cached_property
    def _api(self) -> Api:
        if not self._key:
            raise RefusalError(
                f"{SERVICE}: there is no API key; set {KEY_SETTING} (`pulumi config set --secret uptimerobot:apiKey`)"
            )
        client = httpx.Client(
            base_url=self._url,
            headers={"Authorization": f"Bearer {self._key}", "Accept": "application/json"},
            timeout=TIMEOUT_SECONDS,
        )
        manners = ApiConventions(SERVICE, _message, self._busy, credentials=(self._key,))
        # As slow as the slowest plan until the plan is known.
        return Api(client, manners, self.runtime, RateLimit(self.runtime, FREE_PER_MINUTE))

    @property
    def api(self) -> Api:
        """The API; that there is no key is an error of whoever asks first."""
        with self._lock:
            return self._api

    def listing(self, path: str) -> Listing:
        """The one list of what is at a path."""
        api = self.api
        with self._lock:
            return self._lists.setdefault(path, Listing(api, path, self._search, self.plan))

    @cached_property
    def _user(self) -> User | AnswerError | None:
        """Whose account it is, asked once whatever comes of it; a refusal of the key; or nothing, as it isn't told."""
        api = self.api
        try:
            user = User.model_validate(api.json(api.request("GET", "/user/me")))
        except (RefusalError, ValidationError) as error:
            if isinstance(error, AnswerError) and error.status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
                return error
            words = validation_message(error) if isinstance(error, ValidationError) else str(error)
            self.runtime.log(f"the plan is not known, so its limits are not checked: {words}", warning=True)
            return None
        if api.rate_limit is not None:
            api.rate_limit.limit = user.per_minute
        return user

    def plan(self) -> User | None:
        """The plan, or none where it can't be asked just now: what only it forbids is then for the API to refuse."""
        with self._user_lock:
            user = self._user
        if isinstance(user, AnswerError):
            raise RefusalError(str(user))
        return user

    def write(self, method: str, path: str, words: str, **content: Any) -> httpx.Response:
        """Send a request that changes something, at the plan's pace, and say how many there were."""
        self.plan()
        response = self.api.request(method, path, **content)
        with self._lock:
            self._written += 1
            written = self._written
        self.runtime.log(f"{SERVICE}: {words} ({written} written)")
        return response

    def _busy(self, response: httpx.Response) -> float | None:
        if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
            return None
        after = response.headers.get("Retry-After", "")
        try:
            seconds = float(after) if after else float(response.headers["X-RateLimit-Reset"])
        except (KeyError, ValueError):
            seconds = _until(after, self.runtime.today())
        if seconds > AN_EPOCH:
            seconds -= self.runtime.today()
        return max(seconds, 1.0)


def _until(date: str, now: float) -> float:
    """Seconds until a date in an HTTP header, or the usual ones if it is none."""
    try:
        return parsedate_to_datetime(date).timestamp() - now
    except ValueError:
        return DEFAULT_RETRY_SECONDS


def _message(response: httpx.Response) -> str:
    try:
        told = response.json()
        message, code = told["message"], told.get("code")
    except (ValueError, KeyError, TypeError):
        words = text_message(response)
    else:
        words = "; ".join(map(str, message)) if isinstance(message, list) else str(message)
        words += f" ({code})" if code else ""
    if response.status_code == httpx.codes.UNAUTHORIZED:
        words += f"; check the API key in {KEY_SETTING}"
    return words
