"""What a stack's settings leave out, and how that is told."""

import pulumi
import pytest

from components.settings import is_managed, report_unmanaged
from tests.conftest import Run


@pytest.mark.parametrize(
    ("config", "managed"),
    [({}, True), ({"fleet:uptimerobot": "true"}, True), ({"fleet:uptimerobot": "false"}, False)],
)
def test_a_service_is_managed_unless_the_settings_say_otherwise(
    run: Run, config: dict[str, str], *, managed: bool
) -> None:
    async def program() -> bool:
        return is_managed("uptimerobot")

    assert run(program, config=config).returned is managed


@pytest.mark.parametrize(("package", "title"), [("uptimerobot", "UptimeRobot"), ("elsewhere", "elsewhere")])
def test_what_is_left_undone_is_told_in_one_line(package: str, title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", lines.append)
    report_unmanaged(package, "nothing is watched")
    assert lines == [f"{title}: `fleet:{package}` is false, so nothing is watched"]
