"""The firewalls of a simulated Hetzner Robot, of which each change takes a while."""

from collections import Counter
from typing import Any

from werkzeug.wrappers import Request, Response

from providers.hetznerrobot.simulated_objects import FIREWALLS, SERVERS, invalid_input, json_answer, no_such, refusal
from providers.hetznerrobot.simulated_rules import rules_of
from sandbox.store import Store


class SimulatedFirewalls:
    """Answers all requests about firewalls.

    Args:
        store: The simulated clouds' store.

    Attributes:
        settling: For how many reads after a write a firewall is in process.
        cut_off: The servers that were ever sent a firewall without output rules, which disconnects them.
    """

    def __init__(self, store: Store) -> None:
        self.settling = 0
        self.cut_off: list[str] = []
        self._store = store
        self._reads_in_process: Counter[str] = Counter()

    def answer(self, request: Request, id_: str) -> Response:
        """Read, set or remove the firewall of a server."""
        if self._store.get(SERVERS, id_) is None:
            return no_such(SERVERS)
        if request.method == "GET":
            answer = self._current(id_)
            self._reads_in_process[id_] -= self._reads_in_process[id_] > 0
            return answer
        if self._reads_in_process[id_] > 0:
            return refusal(409, "FIREWALL_IN_PROCESS", "The firewall is already in process")
        if request.method == "DELETE":
            self._store.remove(FIREWALLS, id_)
        else:
            rules, invalid = rules_of(request)
            if invalid:
                return invalid_input(invalid=invalid)
            if not rules["output"]:
                self.cut_off.append(id_)
            fields: dict[str, Any] = {
                name: request.form.get(name) == "true" for name in ("filter_ipv6", "whitelist_hos")
            }
            fields |= {"status": request.form.get("status", ""), "port": request.form.get("port", "main")}
            self._store.put(FIREWALLS, id_, fields | {"rules": rules})
        self._reads_in_process[id_] = self.settling
        return self._current(id_)

    def _current(self, id_: str) -> Response:
        stored = self._store.get(FIREWALLS, id_)
        off = {"filter_ipv6": False, "whitelist_hos": True, "port": "main", "rules": {"input": [], "output": []}}
        fields = stored.properties if stored else {"status": "disabled"} | off
        status = {"status": "in process"} if self._reads_in_process[id_] > 0 else {}
        return json_answer({"firewall": {"server_number": int(id_)} | fields | status})
