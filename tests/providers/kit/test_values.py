from typing import Any

from google.protobuf import struct_pb2
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.kit.values import UNKNOWN, plain, plain_map, secret, struct
from tests.providers.plugin import is_secret

KEYS = st.text().filter(lambda key: not key.startswith("__"))


# Not a lambda: hypothesis parses a lambda's source to describe it, which Python 3.11 fails at now and then.
def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner) | st.dictionaries(KEYS, inner)


PLAIN = st.recursive(st.text() | st.floats(allow_nan=False) | st.booleans(), containers, max_leaves=5)


@settings(deadline=None)
@given(st.dictionaries(st.text(min_size=1).filter(lambda key: not key.startswith("__")), PLAIN))
def test_plain_data_goes_over_the_protocol_and_back(data: dict[str, object]) -> None:
    assert plain_map(struct(data)) == data


def test_what_is_empty_and_what_is_the_engines_own_is_left_out() -> None:
    given_ = {"a": None, "__meta": "b", "c": {"d": None, "__internal": "e", "f": ""}}
    assert plain_map(struct(given_)) == {"c": {"f": ""}}


def test_a_value_that_says_nothing_is_none() -> None:
    assert plain(struct_pb2.Value()) is None


def test_a_secret_is_what_the_engine_takes_for_one() -> None:
    (value,) = struct({"key": secret([UNKNOWN])}).fields.values()
    assert is_secret(plain(value))
    assert plain(value)["value"] == [UNKNOWN]
