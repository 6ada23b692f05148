"""One owner's account at GitHub: the part of its API that is about Pages, at the pace that it allows."""

from functools import cached_property
from typing import Any

import httpx

from providers.kit.http import DEFAULT_RETRY_SECONDS, TIMEOUT_SECONDS, AnswerError, Api, ApiConventions, text_message
from providers.kit.resource import RefusalError
from providers.kit.runtime import Runtime

SERVICE = "GitHub"
TOKEN_SETTING = "GITHUB_TOKEN or github:token"  # noqa: S105 # where it is set
"""Where a user sets the token, for messages."""
LOGIN_STATUSES = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)


class Account:
    """What the resources share during a run.

    Args:
        owner: The user or organisation that owns the repositories.
        token: A token that may administer their Pages, if there is one.
        url: The API's address.
        runtime: The clock and the log.
    """

    def __init__(self, owner: str | None, token: str | None, url: str, runtime: Runtime) -> None:
        self._owner, self._token, self._url, self.runtime = owner, token, url, runtime

    @cached_property
    def _api(self) -> Api:
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        client = httpx.Client(base_url=self._url, headers=headers, timeout=TIMEOUT_SECONDS)
        credentials = (self._token,) if self._token else ()
        return Api(client, ApiConventions(SERVICE, _message, self._retry_after, credentials), self.runtime)

    def request(self, method: str, repository: str, json: dict[str, Any] | None = None) -> Any:
        """Send a request about a repository's Pages and return its answer as plain data; None if it is empty.

        Every request may be repeated: a second POST is answered with 409, a second DELETE with 404.

        Raises:
            AnswerError: GitHub refuses.
            RefusalError: There is no owner, or GitHub can't be reached.
        """
        if not self._owner:
            raise RefusalError(f"{SERVICE}: nobody is named who owns {repository}; set githubpages:owner")
        response = self._api.request(method, f"/repos/{self._owner}/{repository}/pages", json=json)
        return self._api.json(response) if response.content.strip() else None

    def get(self, repository: str) -> Any:
        """What GitHub says of a repository's Pages; None if it has none, or isn't there."""
        try:
            return self.request("GET", repository)
        except AnswerError as refusal:
            if refusal.status != httpx.codes.NOT_FOUND:
                raise
            return None

    def _retry_after(self, response: httpx.Response) -> float | None:
        """Seconds to wait if the answer reports too many requests, by either of GitHub's limits, else None."""
        if response.status_code not in (httpx.codes.FORBIDDEN, httpx.codes.TOO_MANY_REQUESTS):
            return None
        headers = response.headers
        try:
            if "Retry-After" in headers:
                return max(float(headers["Retry-After"]), 1.0)
            if headers.get("X-RateLimit-Remaining") == "0":
                return max(float(headers["X-RateLimit-Reset"]) - self.runtime.today(), 1.0)
        except (KeyError, ValueError):
            return DEFAULT_RETRY_SECONDS
        is_limited = response.status_code == httpx.codes.TOO_MANY_REQUESTS or "rate limit" in response.text.lower()
        return DEFAULT_RETRY_SECONDS if is_limited else None


def _message(response: httpx.Response) -> str:
    try:
        message = str(response.json()["message"])
    except (ValueError, KeyError, TypeError):
        message = text_message(response)
    if response.status_code in LOGIN_STATUSES:
        return f"{message}; check the token in {TOKEN_SETTING}: it must be allowed to write Pages and administration"
    return message
