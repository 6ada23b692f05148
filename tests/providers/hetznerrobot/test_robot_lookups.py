from providers.hetznerrobot.account import Account
from providers.hetznerrobot.lookups import GetServers, ServersArguments
from providers.hetznerrobot.simulated import HetznerRobot
from providers.hetznerrobot.simulated_objects import seed_server


def test_servers_come_by_number_however_the_account_lists_them(robot: HetznerRobot, account: Account) -> None:
    for number in (1000, 99):
        seed_server(robot.store, number, f"web{number}", f"203.0.113.{number % 100}", f"2001:db8:{number}:1::", "EX44")
    listed = [item["server_number"] for item in account.servers.all()]
    found = [server.number for server in GetServers(account).answer(ServersArguments(name=None)).servers]
    assert found == [99, 321, 322, 1000] != listed
