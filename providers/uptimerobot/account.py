"""One account at UptimeRobot: its API client with the plan's rate limit, its plan, and the lists of its objects."""

import threading
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

import httpx
from pydantic import AliasChoices, Field, ValidationError

from providers.kit.arguments import validation_message
from providers.kit.http import DEFAULT_RETRY_SECONDS, TIMEOUT_SECONDS, AnswerError, Api, ApiConventions, text_message
from providers.kit.model import Answer
from providers.kit.rate_limit import RateLimit
from providers.kit.resource import RefusalError
from providers.kit.runtime import Runtime
from providers.uptimerobot.listing import SERVICE, Listing
from providers.uptimerobot.search import Search
from providers.uptimerobot.time_zone import offsets

KEY_SETTING = "UPTIMEROBOT_API_KEY or uptimerobot:apiKey"
"""Where a user sets the API key, for messages."""
FREE_PER_MINUTE, PAID_PER_MINUTE_AT_MOST = 10, 5000
"""Requests a minute: on the free plan, and at most on a paid one, which has two a monitor (API documentation)."""
FREE_INTERVAL, INTERVAL = 300, 30
"""The shortest interval of a monitor in seconds: on the free plan, and on any plan (API documentation)."""
FIRST_DATE = 1e8
"""X-RateLimit-Reset holds seconds or a date since 1970, as sources differ. Larger numbers than this are dates."""

_ANY_YEAR = 2026


class Subscription(Answer):
    """The subscription of an account, as the API has it."""

    plan: str | None = None
    monitorLimit: int | None = None  # noqa: N815 # the API's name


class User(Answer):
    """The user that the key belongs to. The plan and its limit are in one of two places."""

    plan: str | None = None
    monitorLimit: int | None = None  # noqa: N815
    activeSubscription: Subscription | None = None  # noqa: N815
    timezone: str | None = Field(None, validation_alias=AliasChoices("timezone", "timeZone"))

    @property
    def is_free(self) -> bool:
        """Whether it is the free plan."""
        plan = self.plan or (self.activeSubscription and self.activeSubscription.plan) or ""
        return plan.casefold().startswith("free")

    @property
    def per_minute(self) -> int:
        """Requests a minute that the whole account may send."""
        monitors = self.monitorLimit or (self.activeSubscription and self.activeSubscription.monitorLimit)
        return FREE_PER_MINUTE if self.is_free or not monitors else min(2 * monitors, PAID_PER_MINUTE_AT_MOST)


class Account:
    """What the resources share during a run: the API client, the plan, and one list of each kind.

    Args:
        key: The API key, if there is one.
        url: The API's address.
        runtime: The clock and the log.
    """

    def __init__(self, key: str | None, url: str, runtime: Runtime) -> None:
        self._key, self._url, self.runtime = key, url, runtime
        self._lists: dict[str, Listing] = {}
        self._search = Search(runtime)
        self._lock = threading.Lock()
        self._user_lock = threading.Lock()
        self._zone_lock = threading.Lock()
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
        conventions = ApiConventions(SERVICE, _message, self._retry_after, credentials=(self._key,))
        # The slowest plan's limit until the plan is known.
        return Api(client, conventions, self.runtime, RateLimit(self.runtime, FREE_PER_MINUTE))

    @property
    def api(self) -> Api:
        """The API client.

        Raises:
            RefusalError: There is no API key.
        """
        with self._lock:
            return self._api

    def listing(self, path: str) -> Listing:
        """The list at a path of the API. Each path has one for the whole run."""
        api = self.api
        with self._lock:
            return self._lists.setdefault(path, Listing(api, path, self._search, self.plan))

    @cached_property
    def _user(self) -> User | AnswerError | None:
        """The user that the key belongs to; the error if the key is refused; None if the API doesn't answer.

        It is requested once, whatever the result.
        """
        api = self.api
        try:
            user = User.model_validate(api.json(api.request("GET", "/user/me")))
        except (RefusalError, ValidationError) as error:
            if isinstance(error, AnswerError) and error.status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
                return error
            reason = validation_message(error) if isinstance(error, ValidationError) else str(error)
            self.runtime.log(f"the plan is not known, so its limits are not checked: {reason}", warning=True)
            return None
        if api.rate_limit is not None:
            api.rate_limit.limit = user.per_minute
        return user

    def plan(self) -> User | None:
        """The user with the plan; None if the API doesn't answer. Then only the API checks the plan's limits.

        Raises:
            RefusalError: The API key is refused.
        """
        with self._user_lock:
            user = self._user
        if isinstance(user, AnswerError):
            raise RefusalError(str(user))
        return user

    @cached_property
    def _time_zone(self) -> str | None:
        user = self.plan()
        if user is None:
            return None
        zone = user.timezone or ""
        # Where the time zones of the world are not installed, a place is a zone all the same.
        if "/" not in zone and offsets(zone, _ANY_YEAR) is None:
            said = f"told as {zone!r}" if zone else "not told"
            what = f"the account's time zone is {said}, so times of maintenance are not checked"
            self.runtime.log(f"{what}; see that it is theirs", warning=True)
            return None
        return zone

    def time_zone(self) -> str | None:
        """The account's time zone, in which it takes times; None, and a warning, if the API tells none that is known.

        Raises:
            RefusalError: The API key is refused.
        """
        with self._zone_lock:
            return self._time_zone

    def write(self, method: str, path: str, message: str, **content: Any) -> httpx.Response:
        """Send a request that changes something, within the plan's rate limit, and log it with a count."""
        self.plan()
        response = self.api.request(method, path, **content)
        with self._lock:
            self._written += 1
            written = self._written
        self.runtime.log(f"{SERVICE}: {message} ({written} written)")
        return response

    def _retry_after(self, response: httpx.Response) -> float | None:
        if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
            return None
        after = response.headers.get("Retry-After", "")
        try:
            seconds = float(after) if after else float(response.headers["X-RateLimit-Reset"])
        except (KeyError, ValueError):
            seconds = _until(after, self.runtime.today())
        if seconds > FIRST_DATE:
            seconds -= self.runtime.today()
        return max(seconds, 1.0)


def _until(date: str, now: float) -> float:
    """Seconds until a date in an HTTP header, or the default if it is no date."""
    try:
        return parsedate_to_datetime(date).timestamp() - now
    except ValueError:
        return DEFAULT_RETRY_SECONDS


def _message(response: httpx.Response) -> str:
    try:
        error = response.json()
        reasons, code = error["message"], error.get("code")
    except (ValueError, KeyError, TypeError):
        message = text_message(response)
    else:
        message = "; ".join(map(str, reasons)) if isinstance(reasons, list) else str(reasons)
        message += f" ({code})" if code else ""
    if response.status_code == httpx.codes.UNAUTHORIZED:
        message += f"; check the API key in {KEY_SETTING}"
    return message
