from google.protobuf import struct_pb2

from providers.kit.values import UNKNOWN, plain, plain_map, struct


def test_plain_data_goes_there_and_back() -> None:
    data = {"text": "a", "number": 1.5, "yes": True, "list": [1.0, {"a": ["b"]}], "map": {"x": UNKNOWN}, "empty": []}
    assert plain_map(struct(data)) == data


def test_what_is_empty_and_what_the_engine_adds_is_left_out() -> None:
    data = {"a": None, "__defaults": ["b"], "c": {"d": None, "__internal": "e", "f": "g"}}
    assert plain_map(struct(data)) == {"c": {"f": "g"}}


def test_a_value_that_says_nothing_is_none() -> None:
    assert plain(struct_pb2.Value()) is None
