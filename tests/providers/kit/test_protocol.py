"""What is the same in the answers of all providers."""

import grpc
import pytest
from pulumi.runtime import proto

from providers.kit.protocol import configure_response, diff_response, invoke_response, rpc_method, type_of
from providers.kit.resource import RefusalError
from providers.kit.runtime import CancelledError
from providers.kit.values import plain_map


@pytest.mark.parametrize(
    "urn",
    [
        "urn:pulumi:prod::fleet::hcloud:index/server:Server::www",
        "urn:pulumi:prod::fleet::fleet:hosting:Host$hcloud:index/server:Server::www",
    ],
)
def test_a_childs_type_comes_after_its_parents(urn: str) -> None:
    assert type_of(urn) == "hcloud:index/server:Server"


@pytest.mark.parametrize("error", [RefusalError("no"), CancelledError("no")])
def test_a_refusal_is_told_in_its_words_and_a_bug_is_none(error: Exception) -> None:
    told: list[tuple[grpc.StatusCode, str]] = []

    class Context:
        def abort(self, code: grpc.StatusCode, details: str) -> None:
            told.append((code, details))

    def fail(_provider: object, request: Exception) -> None:
        raise request

    rpc_method(fail)(None, error, Context())
    assert told == [(grpc.StatusCode.UNKNOWN, "no")]
    with pytest.raises(KeyError):
        rpc_method(fail)(None, KeyError("a"), Context())


def test_a_difference_is_told_with_what_replaces() -> None:
    found = diff_response({"b": "UPDATE_REPLACE", "a": "ADD"}, delete_first=True)
    assert (found.changes, [*found.diffs], [*found.replaces]) == (proto.DiffResponse.DIFF_SOME, ["a", "b"], ["b"])
    assert found.deleteBeforeReplace
    assert {name: proto.PropertyDiff.Kind.Name(one.kind) for name, one in found.detailedDiff.items()} == {
        "a": "ADD",
        "b": "UPDATE_REPLACE",
    }
    assert not diff_response({"a": "ADD"}, delete_first=True).deleteBeforeReplace


@pytest.mark.parametrize(("update", "changes"), [(False, "DIFF_NONE"), (True, "DIFF_SOME")])
def test_an_update_may_be_asked_for_where_nothing_differs(changes: str, *, update: bool) -> None:
    assert diff_response({}, update=update).changes == proto.DiffResponse.DiffChanges.Value(changes)


def test_secrets_are_left_to_the_engine_and_a_result_is_the_answer() -> None:
    assert (configure_response().acceptSecrets, configure_response().supportsPreview) == (False, True)
    assert plain_map(getattr(invoke_response({"count": 1.0}), "return")) == {"count": 1.0}
