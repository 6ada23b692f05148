"""The provider's name, settings, resources and functions."""

from typing import Annotated, ClassVar

from pydantic import Field

from providers.hetznerrobot.account import Account
from providers.hetznerrobot.firewall import Firewall
from providers.hetznerrobot.lookups import GetServers
from providers.hetznerrobot.reverse_dns import ReverseDns
from providers.hetznerrobot.server import Server
from providers.hetznerrobot.ssh_key import SshKey
from providers.kit.model import ADDRESS, LOGIN, SECRET
from providers.kit.resource import Package, Settings
from providers.kit.runtime import Runtime


class HetznerRobotSettings(Settings):
    """The web service's user, password and address."""

    variables: ClassVar[dict[str, str]] = {
        "user": "HETZNER_ROBOT_USER",
        "password": "HETZNER_ROBOT_PASSWORD",
        "url": "HETZNER_ROBOT_URL",
    }

    user: Annotated[str | None, SECRET, LOGIN] = Field(
        None, description="The web service's user, like #ws+abcdefgh; not the customer's login"
    )
    password: Annotated[str | None, SECRET, LOGIN] = Field(None, description="The web service's password")
    url: Annotated[str, ADDRESS] = Field(
        "https://robot-ws.your-server.de",
        pattern="^https?://",
        description="Where the web service is; another one for tests",
    )

    def connect(self, runtime: Runtime) -> Account:
        """The account. No request is sent yet."""
        return Account(self.user, self.password, self.url, runtime)


PACKAGE = Package(
    name="hetznerrobot",
    title="Hetzner Robot",
    version="0.1.0",
    description="Dedicated servers: names, reverse DNS, firewalls and SSH keys.",
    settings=HetznerRobotSettings,
    resources=(Server, ReverseDns, Firewall, SshKey),
    functions=(GetServers,),
)
