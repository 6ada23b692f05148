import re

import yaml

from providers.uptimerobot.package import PACKAGE
from providers.uptimerobot.simulated_objects import CONTACTS, MONITORS, PAGES, WINDOWS
from tests.providers.stack import PROVIDERS, Stack
from tests.providers.uptimerobot.world import World

TEXT = (PROVIDERS / "uptimerobot/README.md").read_text()


def block(language: str) -> str:
    (found,) = re.findall(rf"^ *```{language}\n(.*?)^ *```$", TEXT, re.DOTALL | re.MULTILINE)
    return str(found)


def test_the_program_in_the_readme_runs_on_the_free_plan(paid: World, stack: Stack) -> None:
    paid.api._plan = "Free"
    program = compile(block("python"), "README.md", "exec")
    assert stack.up(lambda: exec(program, {})) == {"create": 6}  # noqa: S102 # it is what the test is about
    assert [len(paid.ids(kind)) for kind in (MONITORS, CONTACTS, WINDOWS, PAGES)] == [2, 1, 1, 1]
    (beat,) = (one for one in paid.store.all(MONITORS) if one.properties["type"] == "HEARTBEAT")
    outputs = stack.stack.outputs()
    assert outputs["call after each backup"].value == beat.properties["url"]
    assert outputs["status"].value.startswith("https://stats.uptimerobot.com/")


def test_the_settings_in_the_readme_are_the_providers() -> None:
    (plugin,) = yaml.safe_load(block("yaml"))["plugins"]["providers"]
    assert plugin == {"name": PACKAGE.name, "path": "./providers/uptimerobot"}
    for name, variable in PACKAGE.settings.variables.items():
        assert variable in TEXT
        assert f"uptimerobot:{PACKAGE.settings.model_fields[name].alias}" in TEXT


def test_the_readme_names_every_resource_and_function() -> None:
    for kind in PACKAGE.resources:
        assert f"| `{kind.__name__}` |" in TEXT
    for function in PACKAGE.functions:
        assert f"`{re.sub('[A-Z]', lambda letter: '_' + letter[0].lower(), function.name)}`" in TEXT
