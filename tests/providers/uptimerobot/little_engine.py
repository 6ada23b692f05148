"""What the engine does for a program of monitors, as far as a provider notices, without the engine's own time."""

from dataclasses import dataclass, field

from providers.kit.values import Properties
from tests.providers.plugin import Found, Plugin
from tests.providers.uptimerobot.world import World


@dataclass
class Done:
    """How many monitors a run wanted made, changed and deleted."""

    created: int = 0
    changed: int = 0
    deleted: int = 0


@dataclass
class LittleEngine:
    """A state, and runs that are ended by the first refusal, as if killed there."""

    world: World
    state: dict[str, Found] = field(default_factory=dict)
    done: Done = field(default_factory=Done)

    def refresh(self) -> set[str]:
        """Look at what is there; which ones are other than they were."""
        plugin, before = self.world.run(), dict(self.state)
        for name, known in before.items():
            found = plugin.read("Monitor", known.id, known.inputs)
            if found is None:
                del self.state[name]
            else:
                self.state[name] = found
        return {name for name, known in before.items() if self._differs(plugin, known, self.state.get(name))}

    def up(self, desired: dict[str, Properties]) -> Done:
        """Make it so."""
        plugin, self.done = self.world.run(), Done()
        for name, given in desired.items():
            self._one(plugin, name, plugin.checked("Monitor", given))
        for name in self.state.keys() - desired.keys():
            self._delete(plugin, name)
        return self.done

    def _one(self, plugin: Plugin, name: str, inputs: Properties) -> None:
        known = self.state.get(name)
        difference = plugin.diff("Monitor", known.id, known.state, inputs) if known else None
        if known is not None and difference is not None and not difference.replaces:
            if difference.fields:
                self.done.changed += 1
                state = plugin.update("Monitor", known.id, known.state, inputs)
                self.state[name] = Found(known.id, state, inputs)
            return
        self.done.created += 1
        self.state[name] = plugin.create("Monitor", inputs)
        if known is not None:
            self.done.deleted += 1
            plugin.delete("Monitor", known.id, known.state)

    def _delete(self, plugin: Plugin, name: str) -> None:
        self.done.deleted += 1
        plugin.delete("Monitor", self.state[name].id, self.state[name].state)
        del self.state[name]

    def _differs(self, plugin: Plugin, known: Found, found: Found | None) -> bool:
        return found is None or bool(plugin.diff("Monitor", known.id, found.state, known.inputs).fields)
