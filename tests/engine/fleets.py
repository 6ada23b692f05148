"""Small inventories, for what doesn't need the sandbox's whole fleet: each comes up in a few seconds."""

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPTxepr/FbCm0Yc1xowZGYe7OBxLDZJ0jWOHRyIj8a2N sysadmin"

PEOPLE = f"""\
organisation: example
contacts:
  example: {{ name: Example, email: sysadmin@example.org, ssh_keys: [{KEY}] }}
providers:
  hetzner-cloud: {{ console: https://console.hetzner.cloud/, manager: example }}
  linode: {{ console: https://cloud.linode.com/, manager: example }}
  github-pages: {{ console: https://github.com/example-org, manager: example }}
"""

SERVER_FLEET = (
    PEOPLE
    + """\
zones:
  example.org: { provider: hetzner-cloud }
hosts:
  one.example.org: { provider: hetzner-cloud, size: default, firewall: [web], spare: for tests }
"""
)
"""One server, in a zone at Hetzner."""

LINODE_FLEET = (
    PEOPLE
    + """\
zones:
  example.net: { provider: linode }
hosts:
  one.example.net: { provider: linode, size: default, firewall: [web], spare: for tests }
"""
)
"""One Linode, in a zone at Linode."""

PAGES_FLEET = (
    PEOPLE
    + """\
services:
  website:
    title: Website
    manager: example
    errors: { none: static pages }
    sites:
      https://www.example.org/:
        keyword_missing: none yet
        pages: { repository: example-org/website, create: true, workflow: true }
"""
)
"""One site on GitHub Pages, with its repository."""

BOTH_FLEET = (
    PEOPLE
    + """\
zones:
  example.org: { provider: hetzner-cloud, caa: [letsencrypt.org] }
  example.net: { provider: linode }
hosts:
  one.example.org: { provider: hetzner-cloud, size: default }
  two.example.org: { provider: linode, size: default }
services:
  website:
    title: Website
    hosts: [one.example.org]
    errors: { none: static pages }
    sites:
      https://www.example.org/: { keyword_missing: none yet }
  search: { title: Search, hosts: [two.example.org], errors: { none: static pages } }
"""
)
"""A machine and a zone at either cloud."""

FOUND_FLEET = (
    PEOPLE
    + """\
zones:
  example.org: { provider: hetzner-cloud, id: 71000009 }
  example.net: { provider: linode, id: 3300009 }
hosts:
  one.example.org: { provider: hetzner-cloud, id: 52000009, size: cx23, spare: for tests, keep: [] }
  two.example.net: { provider: linode, id: 41000009, size: g6-nanode-1, spare: for tests, keep: [] }
  other.example.com: { provider: linode, spare: only registered }
"""
)
"""A machine and a zone at either cloud, all of which are there already."""

WATCHED_FLEET = (
    PEOPLE
    + """\
zones:
  example.org: { provider: hetzner-cloud }
hosts:
  prometheus.example.org: { provider: hetzner-cloud, size: default, role: prometheus }
  one.example.org: { provider: hetzner-cloud, id: 52000009, size: cx23, firewall: [exporter], spare: for tests }
  two.example.org: { provider: linode, id: 41000009, size: g6-nanode-1, firewall: [exporter], spare: for tests }
"""
)
"""A Prometheus server, and a machine at either cloud whose exporter it asks."""

RENAMED_FLEET = (
    PEOPLE
    + """\
zones:
  example.org: { provider: hetzner-cloud }
  example.net: { provider: linode }
hosts:
  one.example.org: { provider: hetzner-cloud, size: default, firewall: [], spare: for tests }
  two.example.net: { provider: linode, size: default, firewall: [], spare: for tests }
"""
)
"""A machine at either cloud with all that bears its name."""

SITE_FLEET = (
    PEOPLE
    + """\
zones:
  example.org: { provider: hetzner-cloud }
hosts:
  one.example.org: { provider: hetzner-cloud, size: default, firewall: [] }
services:
  website:
    title: Website
    hosts: [one.example.org]
    errors: { none: static pages }
    sites:
      https://www.example.org/: { keyword_missing: none yet }
"""
)
"""A site with a name of its own on a server."""

LEAVING_FLEET = (
    PEOPLE
    + """\
zones:
  example.org: { provider: hetzner-cloud }
hosts:
  one.example.org: { provider: hetzner-cloud, size: default }
  two.example.org: { provider: linode, size: default }
  stays.example.org: { provider: hetzner-cloud, size: default, spare: for tests }
services:
  search: { title: Search, hosts: [one.example.org, two.example.org], errors: { none: only for tests } }
"""
)
"""Two machines that may leave, and one that stays."""

ORDERED_FLEET = """\
contacts:
  example: { name: Example, email: sysadmin@example.org }
providers:
  hetzner-dedicated: { console: https://robot.your-server.de/server, manager: example }
  bytemark: { console: https://panel.bytemark.co.uk/servers, manager: example }
hosts:
  one.example.org: { provider: hetzner-dedicated, product: EX44, spare: for tests }
  two.example.org: { provider: bytemark, spare: for tests }
"""
"""Machines that people order and cancel."""

NATIVE_FLEET = f"""\
organisation: example
contacts:
  example: {{ name: Example, email: sysadmin@example.org, notices: [uptimerobot], ssh_keys: [{KEY}] }}
providers:
  hetzner-dedicated: {{ console: https://robot.your-server.de/server, manager: example }}
  github-pages: {{ console: https://github.com/example-org, manager: example }}
hosts:
  data.example.org:
    provider: hetzner-dedicated
    server_number: 321001
    ipv4: 203.0.113.44
    firewall: [web]
services:
  pipeline:
    title: Pipeline
    hosts: [data.example.org]
    maintenance: [{{ every: week, weekday: sunday, start: "23:30", minutes: 60 }}]
    errors: {{ none: static pages }}
    sites:
      https://data.example.org/: {{ keyword_missing: none yet }}
  website:
    title: Website
    manager: example
    errors: {{ none: static pages }}
    sites:
      https://www.example.org/:
        keyword: Welcome
        pages: {{ repository: example-org/website, create: true, workflow: true }}
status_pages:
  public: {{ title: Services, services: [pipeline, website] }}
"""
"""What the native providers manage, each kind of object once at least."""

LONG = "a-name-as-long-as-linux-lets-that-of-any-machine-be0"
NAMES_FLEET = (
    PEOPLE
    + f"""\
firewalls:
  many-words-for-a-port-: [{{ port: "8443" }}]
zones:
  xn--bcher-kva.org: {{ provider: hetzner-cloud }}
  xn--bcher-kva.net: {{ provider: linode }}
hosts:
  {LONG}.example.com: {{ provider: linode, size: default, firewall: [many-words-for-a-port-], spare: for tests }}
  www.xn--bcher-kva.net: {{ provider: linode, size: default, firewall: [many-words-for-a-port-] }}
  www.xn--bcher-kva.org: {{ provider: hetzner-cloud, size: default, firewall: [many-words-for-a-port-, web] }}
services:
  many-words-for-one-service-:
    title: Books
    hosts: [www.xn--bcher-kva.org, www.xn--bcher-kva.net]
    errors: {{ none: static pages }}
    sites:
      https://shop.xn--bcher-kva.org/: {{ keyword_missing: none yet }}
"""
)
"""Names that providers take only once they are made to fit, and international ones."""
