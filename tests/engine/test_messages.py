"""Errors of the engine and the providers are told with what to do about them."""

from typing import Any

import pytest

from engine.messages import (
    CONFLICT,
    MAYBE_TWICE,
    RETIRE_FIRST,
    exact,
    explained,
    is_slow_shutdown,
    last_error,
    not_opened,
    out_of_date,
    reasons,
    without_wrapping,
)
from sandbox.faults import LOST
from sandbox.simulation import simulations

HINTS = {
    "the stack is currently locked by 1 lock(s)": "`python -m fleet cancel` unlocks the stack",
    "The Pulumi CLI encountered a snapshot integrity error. This is a bug!": "`python -m fleet restore` lists",
    "the engine was killed by signal 9": "the next `up` finds what was made",
    "get stack secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE": "with which the stack was made",
    "get stack secrets manager: incorrect passphrase": "with which the stack was made",
    "no stack named 'production' found": "`pulumi stack init`",
    "resource '9999' does not exist": "compare the id in its row",
    "Error updating Linode Domain 7: [404] Not found": "`python -m fleet refresh` finds out what",
    "PUT https://x/pages: 404 Not Found []": "`python -m fleet refresh` finds out what",
    "the zone does not exist (not_found)": "`python -m fleet refresh` finds out what",
    "it was gone while updating it": "`python -m fleet refresh` finds out what",
    "[429] Too many requests": "wants fewer requests. Wait",
    "API request limit reached (rate_limit_exceeded)": "wants fewer requests. Wait",
    "error during placement (resource_unavailable)": "another size or region in its row",
    LOST: "the answer was lost, so it may exist already",
    "internal server error (server_error)": "the provider has trouble",
    "[503] Service unavailable": "the provider has trouble",
    "[502]": "the provider has trouble",
    "received 502 Bad Gateway": "the provider has trouble",
    "name must be unique, and another object has this one (uniqueness_error)": "by writing its id in the row",
    "Label must be unique among your linodes": "by writing its id in the row",
    "name already exists on this account": "by writing its id in the row",
}


@pytest.mark.parametrize(("message", "hint"), HINTS.items(), ids=[message[:30] for message in HINTS])
def test_an_error_is_told_with_what_to_do(message: str, hint: str) -> None:
    said = explained(message)
    assert said.startswith(f"{message}; ")
    assert hint in said


@pytest.mark.parametrize(
    ("package", "message", "hint"),
    [
        (
            "hcloud",
            "a CNAME can not stand beside other records of its name (invalid_input)",
            "Delete them in the provider's console",
        ),
        (
            "linode",
            "[400] a Linode is already assigned to an enabled Firewall",
            "Write firewall: [] in its row",
        ),
        ("linode", "unable to perform a lookup for this name", "python -m fleet dns --check"),
    ],
)
def test_a_providers_own_advice_is_for_its_own_errors(package: str, message: str, hint: str) -> None:
    assert hint in explained(message, package=package)
    for other in {"", "hcloud", "linode", "github", "uptimerobot"} - {package}:
        assert hint not in explained(message, package=other)


@pytest.mark.parametrize(
    "message",
    [
        LOST,
        "Post https://api.linode.com/v4/domains/7/records: EOF",
        "unexpected EOF",
        "read tcp 10.0.0.1:4711->192.0.2.1:443: read: connection reset by peer",
        "write tcp 10.0.0.1:4711->192.0.2.1:443: write: broken pipe",
        "net/http: TLS handshake timeout",
        "dial tcp 192.0.2.1:443: i/o timeout",
        "http2: server sent GOAWAY and closed the connection",
        "http: server closed idle connection",
        "rpc error: code = Unavailable desc = transport is closing",
        "Remote end closed connection without response",
        "use of closed network connection",
    ],
)
def test_however_an_answer_was_lost_it_may_have_done_its_work(message: str) -> None:
    assert "the answer was lost, so it may exist already" in explained(message)
    assert explained(message, findable=False) == f"{message}; {MAYBE_TWICE}"


def test_every_refusal_of_the_simulated_clouds_has_a_remedy() -> None:
    for message in [LOST, *(text for one in simulations() for text in one.refusals.values())]:
        assert explained(message) != message, message


def test_an_answer_that_was_lost_is_told_otherwise_where_nothing_can_be_found_again() -> None:
    assert explained(LOST, findable=False) == f"{LOST}; {MAYBE_TWICE}"
    assert explained(LOST, findable=True) == explained(LOST)
    assert MAYBE_TWICE not in explained(LOST)
    assert explained("Request TIMED OUT", findable=False) == f"Request TIMED OUT; {MAYBE_TWICE}"
    assert explained("[429] Too many requests", findable=False) == explained("[429] Too many requests")


def test_what_is_not_known_is_told_as_it_is_on_one_line() -> None:
    assert explained("  something\n  else entirely ") == "something else entirely"


URN = "urn:pulumi:s::p::linode:index/domain:Domain::res"


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("1 error occurred:\n\t* firewall label is bad", "firewall label is bad"),
        (
            "  sdk-v2/provider2.go:572: sdk.helper_schema: firewall label is bad: provider=hcloud@1.39.1",
            "firewall label is bad",
        ),
        (
            f"deleting {URN}: 1 error occurred:\n\t* Error deleting Linode Domain 7: [404] Not found",
            "Error deleting Linode Domain 7: [404] Not found",
        ),
        (
            f"updating {URN}: 1 error occurred:\n\t* PUT https://x/pages: 404 Not Found []\n\n",
            "PUT https://x/pages: 404 Not Found []",
        ),
        ("2 errors occurred:\n\t* one is bad\n\t* two is bad\n\n", "one is bad; two is bad"),
        (
            (
                "API request failed: An unexpected error was encountered during an API request.\n\nzone deletion is "
                "protected (protected)\n\nError code: protected\nStatus code: 403"
            ),
            "zone deletion is protected (protected)",
        ),
        (
            (
                f"Resource provider reported that the resource did not exist while updating {URN}.\n\nThis is usually "
                "a result of the resource having been deleted outside of Pulumi, and can often be fixed by running"
            ),
            "it was gone while updating it",
        ),
        (
            (
                "the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete "
                "the lock file with `pulumi cancel`."
            ),
            "the stack is currently locked by 1 lock(s)",
        ),
        ("diffing is not what it was", "diffing is not what it was"),
        ("a note * with a star", "a note * with a star"),
    ],
)
def test_what_plugins_put_around_a_reason_is_left_out(message: str, reason: str) -> None:
    assert without_wrapping(message) == reason
    assert explained(message) == explained(reason)


@pytest.mark.parametrize("number", ["4290", "15030", "5030001"])
def test_a_number_that_holds_a_status_is_no_hint(number: str) -> None:
    assert explained(f"image {number} is gone") == f"image {number} is gone"


@pytest.mark.parametrize(
    "message", ["the disk has 500 GB", "the CNAME of www is wrong", "backups are already enabledish"]
)
def test_half_a_message_is_no_hint(message: str) -> None:
    assert explained(message) == message


# Linode may say that a machine has a firewall before it says that this firewall is there already.
TAKEN = [message for message, hint in HINTS.items() if "writing its id" in hint or "firewall: []" in hint]


@pytest.mark.parametrize("message", TAKEN)
def test_a_taken_name_is_a_conflict(message: str) -> None:
    assert CONFLICT.search(message)


@pytest.mark.parametrize("message", [message for message in HINTS if message not in TAKEN])
def test_nothing_else_is(message: str) -> None:
    assert not CONFLICT.search(message)


def test_retiring_is_said_with_the_page_about_it() -> None:
    assert RETIRE_FIRST.startswith("retire it first")
    assert "retire:" in RETIRE_FIRST


def test_the_last_error_of_a_command_is_its_reason() -> None:
    text = "Updating (sandbox):\nerror: preview failed\n  hcloud:index:Server (a):\n    error: [422] no\n\n"
    assert last_error(text) == "[422] no"


def test_a_command_without_an_error_ends_with_its_last_line() -> None:
    assert last_error("one\n two \n\n") == "two"
    assert last_error("alone") == "alone"
    assert last_error("one\ntwo\nthree\n") == "three"
    assert last_error("\n") == "the engine failed without a word"


def test_an_error_that_quotes_another_is_whole() -> None:
    assert last_error("error: a: error: b\n") == "a: error: b"


def test_a_killed_engine_is_named_as_such() -> None:
    text = "code: -9\nstdout: Updating (sandbox):\nerror: something before it\nstderr: \n"
    assert last_error(text) == "the engine was killed by signal 9"


def test_what_only_sums_up_or_repeats_is_no_reason() -> None:
    errors = [
        "a: broken",
        "preview failed",
        "update failed",
        "an unhandled error occurred: a: broken",
        "update failed: x",
    ]
    assert reasons(errors) == ["a: broken", "update failed: x"]
    assert reasons(["an unhandled error occurred: b"]) == ["an unhandled error occurred: b"]


@pytest.mark.parametrize(
    "error",
    [
        "PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
        "Unauthorized: No credentials provided or are invalid.",
        "this command requires logging in; try running `pulumi login` first",
        "invalid access token",
        "unable to open bucket file:///nowhere/x?no_tmp_dir=true: stat /nowhere/x: no such file or directory",
        'read ".pulumi/meta.yaml": blob (key ".pulumi/meta.yaml") (code=Unknown): operation error S3: GetObject',
        "missing google credentials: unable to find gcp credentials",
        'performing HTTP request: Get "https://api.example/api/user": dial tcp: lookup api.example: no such host',
    ],
)
def test_without_a_backend_there_are_three_ways_on(error: str) -> None:
    said = not_opened(error)
    assert said.startswith(f"{error}. ")
    for way in ("--sandbox", "`pulumi login 'file://~/.pulumi-fleet?metadata=skip'`", "PULUMI_ACCESS_TOKEN (docs"):
        assert way in said


@pytest.mark.parametrize(
    "error",
    [
        "no stack named 's' found",
        "a stack name may only contain alphanumeric, hyphens, underscores, or periods: invalid character ' '",
        "failed to load project: could not parse Pulumi.yaml",
        "the stack is currently locked by 1 lock(s)",
        "snapshot integrity error",
    ],
)
def test_what_else_is_wrong_with_a_stack_says_nothing_of_backends(error: str) -> None:
    assert not_opened(error) == explained(error)
    assert "backend" not in not_opened(error)


@pytest.mark.parametrize("verb", ["up", "destroy"])
def test_a_plan_that_is_out_of_date_says_what_to_run(verb: str) -> None:
    assert out_of_date(verb).endswith(f"nothing was touched. Run `{verb}` again")


def test_a_provider_that_ends_slowly_is_told_from_what_failed() -> None:
    slow = "Detected that /home/x/pulumi-resource-hcloud exited prematurely. This is *always* a bug in the provider."
    assert is_slow_shutdown(explained(slow))
    assert not is_slow_shutdown("a: the machine exited prematurely")


@pytest.mark.parametrize(
    ("output", "last"),
    [
        ("", "it said nothing"),
        ("  \n\n", "it said nothing"),
        ("out of memory\n", "its last line: out of memory"),
        ("one\ntwo\n\n", "its last line: two"),
        ('Traceback:\n  File "x", line 1\nKeyError: 7\n', "its last line: KeyError: 7"),
        ("starting\npanic: nil map\n\ngoroutine 1 [running]:\nexit status 2\n", "its last line: panic: nil map"),
        ("fatal error: all goroutines are asleep\n\ngoroutine 9:\n", "its last line: fatal error: all goroutines are"),
        ("error: API said [503]\n", "its last line: error: API said [503]; what was made"),
    ],
)
def test_a_provider_that_ends_early_says_its_last_line(output: str, last: str) -> None:
    said = explained(
        "Detected that /home/x/plugins/pulumi-resource-linode exited prematurely. \n"
        "       This is *always* a bug in the provider. "
        "Please report the issue to the provider author as appropriate.\n"
        f"       To assist with debugging we have dumped the STDOUT and STDERR streams of the plugin:{output}\n"
    )
    assert said.startswith(f"the plugin linode ended before its work was done; {last}")
    assert said.endswith("run `up` again (docs/runbooks/provider-trouble.md)")


@pytest.mark.parametrize(
    ("sentence", "options", "said"),
    [
        ("`python -m fleet cancel` unlocks", {"sandbox": True}, "`python -m fleet cancel --sandbox --stack s` unlocks"),
        ("`python -m fleet cancel` unlocks it", {"sandbox": False}, "`python -m fleet cancel --stack s` unlocks it"),
        (
            "run `python -m fleet up`",
            {"sandbox": True, "inventory": "a.yaml"},
            "run `python -m fleet up --sandbox --stack s --inventory a.yaml`",
        ),
        (
            "`python -m fleet cancel`, then `python -m fleet up`",
            {"sandbox": False, "inventory": "a"},
            "`python -m fleet cancel --stack s`, then `python -m fleet up --stack s --inventory a`",
        ),
        ("`python -m fleet dns --check`", {"sandbox": True}, "`python -m fleet dns --sandbox --stack s --check`"),
        ("`python -m fleet push` brings it", {"sandbox": True}, "`python -m fleet push --stack s` brings it"),
        ("`python -m fleet up --stack t`", {"sandbox": True}, "`python -m fleet up --stack t`"),
        ("run `up` again", {"sandbox": True}, "run `up` again"),
    ],
)
def test_commands_are_those_for_this_run(sentence: str, options: dict[str, Any], said: str) -> None:
    assert exact(sentence, "s", **options) == said
