from collections.abc import Iterator

import pytest
from pulumi.runtime import proto

from providers.kit.runtime import EngineRuntime
from providers.kit.values import secret, struct
from tests.providers.kit.toy import TOY
from tests.providers.plugin import Plugin, RefusedError, is_secret, served


@pytest.fixture
def plugin() -> Iterator[Plugin]:
    with served(TOY, EngineRuntime()) as plugin:
        yield plugin


def test_settings_come_from_the_environment_where_config_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOY_API_KEY", "from the environment")
    with served(TOY, EngineRuntime()) as plugin:
        plugin.configure()
        assert plugin.create("Thing", {"name": "desk"}).id == "1"


def test_a_setting_of_config_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOY_API_KEY", "from the environment")
    plugin = Plugin.direct(TOY, EngineRuntime()).configure(apiKey="from config")
    thing = plugin.asks._provider._resources["toy:index:Thing"]
    assert thing.connection.key == "from config"


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({}, "toy: these settings are wrong: apiKey: field required"),
        ({"apiKey": ""}, "toy: these settings are wrong: apiKey: field required"),
        ({"apiKey": "hush", "apiUrl": "hush.example.org"}, "toy: these settings are wrong: apiUrl: "),
    ],
)
def test_settings_that_are_missing_or_wrong_are_told_without_their_values(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], reason: str
) -> None:
    monkeypatch.delenv("TOY_API_KEY", raising=False)
    with served(TOY, EngineRuntime()) as plugin:
        with pytest.raises(RefusedError, match=reason) as caught:
            plugin.configure(**settings)
        assert "hush" not in str(caught.value)


def test_config_is_checked_and_its_credentials_are_secret_from_then_on(plugin: Plugin) -> None:
    inputs, failures = plugin.check_config({"apiKey": "k", "apiUrl": "http://x", "version": "1.2.3", "apikey": "k"})
    assert is_secret(inputs["apiKey"])
    assert inputs["apiUrl"] == "http://x"
    assert failures == {"apikey": "there is no such setting, but apiKey, apiUrl"}


def test_other_settings_are_taken_and_replace_no_resource(plugin: Plugin) -> None:
    request = proto.DiffRequest(olds=struct({"apiKey": secret("old")}), news=struct({"apiKey": secret("new")}))
    answer = plugin.asks.DiffConfig(request)
    assert answer.changes == proto.DiffResponse.DIFF_SOME
    assert not answer.replaces
    request.news.CopyFrom(request.olds)
    assert plugin.asks.DiffConfig(request).changes == proto.DiffResponse.DIFF_NONE


def test_a_secret_setting_comes_marked(plugin: Plugin) -> None:
    plugin.asks.Configure(proto.ConfigureRequest(args=struct({"apiKey": secret("sesame")})))
    assert plugin.create("Thing", {"name": "desk"}).id == "1"
