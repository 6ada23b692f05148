"""Asks a service's web API for what it has, where an official plugin can't be asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any


class UnansweredError(Exception):
    """The service refuses to answer, or can't be reached."""


@contextmanager
def asking(service: str, url: str, token: str) -> Iterator[Callable[[str], Any]]:
    """Ask a service, which is given time if it is busy.

    Args:
        service: What people call it.
        url: Its API's address.
        token: A login, which no error repeats.

    Yields:
        A function from a path below the address to the answer, as plain data; each path is asked for once. It raises
        UnansweredError.
    """
    import httpx

    from providers.kit.http import DEFAULT_RETRY_SECONDS, TIMEOUT_SECONDS, Api, ApiConventions, text_message
    from providers.kit.resource import RefusalError
    from providers.kit.runtime import EngineRuntime

    def retry_after(response: httpx.Response) -> float | None:
        if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
            return None
        seconds = response.headers.get("Retry-After", "")
        return float(seconds) if seconds.isdigit() else DEFAULT_RETRY_SECONDS

    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=url, headers=headers, timeout=TIMEOUT_SECONDS) as client:
        api = Api(client, ApiConventions(service, text_message, retry_after, (token,)), EngineRuntime())

        @cache
        def get(path: str) -> Any:
            try:
                return api.json(api.request("GET", path))
            except RefusalError as error:
                raise UnansweredError(str(error)) from None

        yield get
