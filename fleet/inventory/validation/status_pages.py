"""What the name of a status page must be for its record to be possible: a CNAME is alone at its name."""

from collections.abc import Iterator

from fleet.inventory.errors.problems import Mistake
from fleet.inventory.field_types import is_fqdn
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import PROXY_NAME
from fleet.inventory.service import site_host


def broken_status_pages(fleet: Fleet) -> Iterator[Mistake]:
    """Status pages with a name at which no CNAME can stand."""
    sites = {site_host(url): url for url in fleet.service_of}
    proxies = {f"{PROXY_NAME}.{name}": name for name, row in fleet.hosts.items() if row.has_proxy}
    for key, page in fleet.status_pages.items():
        domain = page.domain
        if domain is None:
            continue
        if not is_fqdn(domain):
            what = "a status page needs a fully qualified domain name"
        elif domain in fleet.zones:
            what = f"{domain} is a zone, and at the top of one there can't be the CNAME that a status page needs"
        elif domain in fleet.hosts:
            what = f"{domain} is the name of a host, and a status page needs one of its own"
        elif domain in sites:
            what = f"{domain} leads to the site {sites[domain]}, and a status page needs a name of its own"
        elif domain in proxies:
            what = f"{domain} is asked for the figures of {proxies[domain]}, and a status page needs a name of its own"
        else:
            continue
        yield Mistake(("status_pages", key, "domain"), what, "write another, like status.example.org")
