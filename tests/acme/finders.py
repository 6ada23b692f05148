"""How machines at Acme are found again."""

from fleet.hosting import Finder, Recovery

RECOVERY = Recovery(
    finders={"acme:index/machine:Machine": Finder("acme:index/getMachines:getMachines", "machines")},
)
