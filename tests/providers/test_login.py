"""What a login needs, as the SDKs say it."""

from importlib import import_module
from pathlib import Path

import pytest

from providers.kit.model import LOGIN
from providers.login import Login, login_of

FOLDER = Path(__file__).parents[2] / "providers"
PACKAGES = sorted(file.parent.name for file in FOLDER.glob("*/package.py"))
LOGIN_OF_AN_OFFICIAL_PLUGIN = {"githubpages"}
TOY = Login("toy", "Toy World", {"user": "TOY_USER", "pass": "TOY_PASS"})


@pytest.mark.parametrize("name", PACKAGES)
def test_a_login_is_what_the_package_marks_as_one(name: str) -> None:
    package, login = import_module(f"providers.{name}.package").PACKAGE, login_of(name)
    assert login is not None
    assert (login.package, login.title) == (name, package.title)
    assert tuple(login.variables.values()) == package.settings.variables_of(LOGIN)
    assert bool(login.variables) == (name not in LOGIN_OF_AN_OFFICIAL_PLUGIN)


@pytest.mark.parametrize("name", ["hcloud", "kit", "pulumi", "fleet"])
def test_what_is_no_provider_of_the_folder_has_none(name: str) -> None:
    assert login_of(name) is None


@pytest.mark.parametrize("given", [(), ("TOY_USER",), ("TOY_USER", "TOY_PASS")])
def test_a_login_is_given_where_all_of_it_is(given: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in TOY.variables.values():
        monkeypatch.setenv(variable, "made-up" if variable in given else "")
    assert TOY.is_given(lambda _: None) == (len(given) == 2)
    assert TOY.is_given(lambda key: "made-up" if key == "toy:pass" else None) == bool(given)
