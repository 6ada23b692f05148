"""GitHub's API at the pace that it allows, and what it says when it refuses."""

from collections.abc import Callable

import httpx
import pytest

from providers.githubpages.account import Account
from providers.githubpages.simulated import GitHubPages
from providers.kit.http import AnswerError
from providers.kit.resource import RefusalError
from sandbox.web import HttpFault
from tests.providers.clock import Clock
from tests.providers.githubpages.conftest import TOKEN

PATH = "/repos/example/website/pages"


@pytest.mark.parametrize(
    ("fault", "waited"),
    [
        ((429, "", {"Retry-After": "7"}), 7),
        ((403, "", {"Retry-After": "7"}), 7),
        ((403, "", {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1030"}), 30),
        ((429, "", {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "900"}), 1),
        ((403, "", {"X-RateLimit-Remaining": "0"}), 60),
        ((429, "", {"Retry-After": "soon"}), 60),
        ((429, "", {}), 60),
        ((403, '{"message": "You have exceeded a secondary rate limit"}', {}), 60),
    ],
)
def test_a_rate_limit_is_waited_for(
    account: Account, github: GitHubPages, runtime: Clock, fault: tuple[int, str, dict[str, str]], waited: float
) -> None:
    github.faults.append(HttpFault("GET", PATH, *fault))
    assert account.get("website") is None
    assert runtime.waited == [waited]


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_is_never_shown(account: Account, github: GitHubPages, status: int) -> None:
    github.faults.append(HttpFault("GET", PATH, status, f'{{"message": "Bad credentials {TOKEN}"}}'))
    with pytest.raises(AnswerError, match=r"Bad credentials \*\*\*; check the token in GITHUB_TOKEN or github:token"):
        account.get("website")


def test_an_owner_is_needed_and_a_token_is_sent_where_there_is_one(connect: Callable[..., Account]) -> None:
    with pytest.raises(RefusalError, match="nobody is named who owns website; set githubpages:owner"):
        connect(owner=None).get("website")
    assert connect(token=None).get("website") is None


def test_an_answer_that_is_no_json_is_told(account: Account, github: GitHubPages) -> None:
    github.faults.append(HttpFault("GET", PATH, httpx.codes.CONFLICT, "<html>"))
    with pytest.raises(AnswerError, match="GitHub answered 409: CONFLICT"):
        account.get("website")
