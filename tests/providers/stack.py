"""A stack of a project that has nothing to do with the fleet: the real engine, and a provider that it starts itself."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi.automation as auto
import yaml

from engine.install import ensure
from tests.engine.harness import THROWAWAY
from tests.warm import python

PROVIDERS = Path(__file__).parents[2] / "providers"
Program = Callable[[], None]
_LANGUAGE_HOST = """\
#!{python}
from concurrent.futures import ThreadPoolExecutor
import grpc
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto.language_pb2_grpc import add_LanguageRuntimeServicer_to_server
server = grpc.server(ThreadPoolExecutor(4))
add_LanguageRuntimeServicer_to_server(LanguageServer(lambda: None), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(port, flush=True)
server.wait_for_termination()
"""
"""An import asks for the project's language though it runs no program: this is what the Automation API has for one."""


class Stack:
    """One stack with a backend of its own.

    Args:
        home: A folder that is empty, or that the same stack has had before.
        provider: The provider's name.
        env: Its settings, as environment variables.
        providers: Where the providers' folders are.
        cold: It is to be killed, or to show what it needs: as a user has it, with a Python that has imported nothing.
    """

    def __init__(
        self, home: Path, provider: str, env: dict[str, str], providers: Path = PROVIDERS, *, cold: bool = False
    ) -> None:
        work, self._state, bin_ = home / "project", home / "state", home / "bin"
        for folder in (work, self._state, bin_):
            folder.mkdir(exist_ok=True)
        host = bin_ / "pulumi-language-python"
        host.write_text(_LANGUAGE_HOST.format(python=sys.executable))
        host.chmod(0o755)
        plugins = {"providers": [{"name": provider, "path": str(providers / provider)}]}
        project = {"name": "alone", "runtime": "python", "plugins": plugins}
        (work / "Pulumi.yaml").write_text(yaml.safe_dump(project))
        self._options = auto.LocalWorkspaceOptions(
            work_dir=str(work),
            pulumi_command=auto.PulumiCommand(root=str(ensure(lambda _: None))),
            env_vars={
                "PULUMI_BACKEND_URL": f"{self._state.as_uri()}?metadata=skip",
                "PULUMI_CONFIG_PASSPHRASE": "alone",
                "PULUMI_HOME": str(home / "home"),
                "PULUMI_SKIP_UPDATE_CHECK": "1",
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
                "FLEET_PYTHON": sys.executable if cold else str(python()),
                "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
                **({} if cold else THROWAWAY),
                **env,
            },
        )
        self.stack = auto.create_or_select_stack("test", "alone", lambda: None, opts=self._options)
        self.logged: list[str] = []

    def up(self, program: Program) -> dict[str, int]:
        """Make it so; how many resources there were of each operation."""
        return self._counts(self.stack.up(program=program, on_event=self._heard).summary)

    def preview(self, program: Program) -> dict[str, int]:
        """How many resources there would be of each operation."""
        found = self.stack.preview(program=program, on_event=self._heard).change_summary
        return {str(getattr(name, "value", name)): count for name, count in found.items() if count}

    def refresh(self) -> dict[str, int]:
        """Look at what is there."""
        return self._counts(self.stack.refresh(on_event=self._heard).summary)

    def destroy(self) -> dict[str, int]:
        """Remove it all."""
        return self._counts(self.stack.destroy(on_event=self._heard).summary)

    def resource(self, name: str) -> dict[str, Any]:
        """A resource in the state."""
        (found,) = (one for one in self.resources() if one["urn"].endswith(f"::{name}"))
        return found

    def resources(self) -> list[dict[str, Any]]:
        """What is in the state."""
        deployment = self.stack.export_stack().deployment or {}
        return list(deployment.get("resources") or [])

    def state(self) -> str:
        """The state as it is kept."""
        return "".join(path.read_text() for path in self._state.rglob("*") if path.is_file())

    def _heard(self, event: Any) -> None:
        if event.diagnostic_event:
            self.logged.append(event.diagnostic_event.message.strip())

    def _counts(self, summary: Any) -> dict[str, int]:
        return {name: count for name, count in (summary.resource_changes or {}).items() if count}
