"""How recovery finds Linode's objects: by their unique labels."""

from fleet.hosting import Finder, Recovery

RECOVERY = Recovery(
    finders={
        "linode:index/instance:Instance": Finder(
            "linode:index/getInstances:getInstances", "instances", "label", "label"
        ),
        "linode:index/firewall:Firewall": Finder(
            "linode:index/getFirewalls:getFirewalls",
            "firewalls",
            "label",
            "label",
            instead="rename or delete it in the console",
        ),
        "linode:index/domain:Domain": Finder("linode:index/getDomains:getDomains", "domains", "domain", "domain"),
    },
    nameless=frozenset(["linode:index/domainRecord:DomainRecord"]),
)
