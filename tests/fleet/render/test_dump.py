"""YAML as it is written: the same data is always the same text."""

import pytest
import yaml
from hypothesis import given

from fleet.blueprint.first_boot import FirstBoot
from fleet.render import dump
from fleet.render.cloud_init import user_data
from tests.fleet.render.conftest import boots
from tests.fleet.strategies import QUICK


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"b": 1, "a": None}, "b: 1\na: null\n"),
        ({"script": "set -e\ntrue\n"}, "script: |\n  set -e\n  true\n"),
        ({"words": ["ü", "yes", "1"]}, "words:\n- ü\n- 'yes'\n- '1'\n"),
        ([" ".join(["word"] * 1000)], f"- {' '.join(['word'] * 1000)}\n"),
    ],
)
def test_a_document_keeps_order_lines_and_letters_and_folds_nothing(data: object, text: str) -> None:
    assert dump.document(data) == text
    assert yaml.safe_load(text) == data


@QUICK
@given(boot=boots)
def test_without_libyaml_the_text_is_the_same(boot: FirstBoot) -> None:
    class Slow(yaml.SafeDumper):
        """The dumper of a PyYAML that was built without libyaml."""

    Slow.add_representer(str, dump._text)
    text = user_data(boot)
    slow = yaml.dump(yaml.safe_load(text), Dumper=Slow, sort_keys=False, allow_unicode=True, width=dump.UNFOLDED)
    assert text == "#cloud-config\n" + slow
