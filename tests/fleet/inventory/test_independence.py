"""One mistake neither hides another nor makes others of its neighbours."""

from collections.abc import Callable

import pytest

from fleet.inventory.validation.across_rows import LINUX_NAME

Mistakes = Callable[..., list[str]]
CONTACTS = "contacts:\n  ods: { name: Open Data Services, email: code@example.org }\n"
PROVIDERS = "providers:\n  bytemark: { console: https://panel.example.org/, manager: ods }\n"
HOSTS = "hosts:\n  www.example.org: { provider: bytemark }\n  docs.example.org: { provider: bytemark }\n"
SERVICES = """services:
  website: { title: Website, hosts: [www.example.org], errors: { none: static } }
  docs: { title: Documentation, hosts: [docs.example.org], errors: { none: static } }
"""
GOOD = CONTACTS + PROVIDERS + HOSTS + SERVICES


def changed(before: str, after: str, text: str = GOOD) -> str:
    assert text.count(before) == 1
    return text.replace(before, after)


def test_what_is_changed_below_was_right(mistakes: Mistakes) -> None:
    assert mistakes(GOOD) == []


# Each has one mistake, and whatever refers to what is broken by it is not a second one.
@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        # a service's row
        ("title: Website,", "titel: Website,", "unknown key 'titel'"),
        ("title: Website,", "", "this is missing"),
        ("title: Website,", "title: [Website],", "this is a list"),
        ("hosts: [www.example.org]", "host: [www.example.org]", "unknown key 'host'"),
        ("hosts: [www.example.org]", "hosts: www.example.org", "'www.example.org' is text"),
        ("hosts: [www.example.org]", "hosts: 'www.example.org, www.example.org'", "is text"),
        ("hosts: [www.example.org]", "hosts: { www.example.org: }", "this is a mapping"),
        ("hosts: [www.example.org]", "hosts: [[www.example.org]]", "this is a list"),
        ("hosts: [www.example.org]", "hosts: [5]", "reads as the number 5"),
        ("hosts: [www.example.org]", "hosts: ", "this is empty"),
        ("hosts: [www.example.org]", "hosts: [*www]", "the alias *www has no anchor"),
        ("hosts: [www.example.org]", "hosts: [ww.example.org]", "there is no 'ww.example.org' in hosts; did you mean"),
        ("hosts: [www.example.org]", "hosts: [WWW.example.org]", "'WWW.example.org' is not a host name"),
        ("website: {", "Website: {", "'Website' is not a name"),
        ("website: {", "5: {", "the key reads as 5"),
        ("website: {", "? [website]\n  : {", "a key can't be a list"),
        ("website: {", "docs: {", "the key 'docs' is here twice"),
        ("website: { title: Website, hosts: [www.example.org], errors: { none: static } }", "website: here", "is text"),
        (
            "website: { title: Website, hosts: [www.example.org], errors: { none: static } }",
            "website:",
            "this is empty",
        ),
        ("services:", "service:", "unknown key 'service'"),
        (SERVICES, "services:\n", "this is empty"),
        (SERVICES, "services: [website, docs]\n", "this is a list"),
        # a host's row
        ("www.example.org: {", "www.example.org: { sise: 5,", "unknown key 'sise'"),
        ("www.example.org: {", "www.example.org: { ipv4: 5,", "reads as the number 5"),
        ("www.example.org: { provider: bytemark }", "www.example.org: { provider: bitemark }", "not known here"),
        ("www.example.org: { provider: bytemark }", "www.example.org: { provder: bytemark }", "unknown key 'provder'"),
        ("www.example.org: { provider: bytemark }", "www.example.org: { <<: { provider: bytemark } }", "merge keys"),
        ("www.example.org: {", "www.example.org: { <<: { provider: aws, note: here },", "merge keys"),
        ("www.example.org: { provider: bytemark }", "www.example.org: bytemark", "is text"),
        ("www.example.org: { provider: bytemark }", "www.example.org:", "this is empty"),
        ("www.example.org: {", "ww.example.org: {", "did you mean 'ww.example.org'?"),
        ("www.example.org: {", "wwww.example.org: {", "did you mean 'wwww.example.org'?"),
        ("www.example.org: {", "wvw.example.org: {", "did you mean 'wvw.example.org'?"),
        ("www.example.org: {", "wwwe.xample.org: {", "did you mean 'wwwe.xample.org'?"),
        ("www.example.org: {", "www.example.org.: {", "is not a host name"),
        ("www.example.org: {", "WWW.example.org: {", "is not a host name"),
        ("hosts:\n", "host:\n", "unknown key 'host'"),
        ("hosts:\n", "servers:\n", "unknown key 'servers'"),
        (HOSTS, "hosts: [www.example.org, docs.example.org]\n", "this is a list"),
        (HOSTS, "hosts:\n", "this is empty"),
        # what they refer to
        ("name: Open Data Services", "nmae: Open Data Services", "unknown key 'nmae'"),
        ("email: code@example.org", "email: code", "is not an e-mail address"),
        ("ods: {", "ODS: {", "'ODS' is not a name"),
        ("contacts:", "contact:", "unknown key 'contact'"),
        ("contacts:", "people:", "unknown key 'people'"),
        (CONTACTS, "contacts: ods\n", "'ods' is text"),
        ("console: ", "consol: ", "unknown key 'consol'"),
        ("bytemark: {", "bitemark: {", "'bitemark' is not known here"),
        ("providers:", "provider:", "unknown key 'provider'"),
        (PROVIDERS, "providers:\n", "this is empty"),
        ("manager: ods", "manger: ods", "unknown key 'manger'"),
        ("manager: ods", "manager: [ods]", "this is a list"),
        ("manager: ods", "manager: od", "there is no 'od' in contacts; did you mean 'ods'?"),
        # the file
        ("services:", "services: ]", "this ] closes nothing"),
        ("hosts:\n", "hosts:\n\t", "a tab stands"),
        ("www.example.org: {", "www.example.org: [", "} closes the ["),
        ("www.example.org: {", "www.example.org: { {}: 1,", "a key can't be a list or mapping"),
        ("  docs.example.org: {", " docs.example.org: {", "is indented by 1"),
        ("hosts:\n", "---\nhosts:\n", "a second document begins"),
        ("hosts:\n", "contacts:\n", "the key 'contacts' is here twice"),
        ("name: Open", "name: Op\0en", "is not allowed in YAML"),
    ],
)
def test_one_mistake_is_one_problem(before: str, after: str, what: str, mistakes: Mistakes) -> None:
    found = mistakes(changed(before, after))
    assert len(found) == 1, "\n".join(found)
    assert what in found[0]


BROKEN_OFF = ("is not closed", "has no colon", "no colon stands", "the file ends in the middle")


def test_a_file_cut_at_any_place_has_mistakes_there_only(mistakes: Mistakes) -> None:
    for end in range(1, len(GOOD)):
        found = mistakes(GOOD[:end])
        assert not any("not YAML" in problem for problem in found)
        if any(words in problem for problem in found for words in BROKEN_OFF):
            # The line that was cut may have another: `errors: { no` reads as a key that is false.
            last = GOOD[:end].count("\n") + 1
            assert [problem for problem in found if not problem.startswith(f"{last}:")] == []


def test_a_file_that_is_not_read_makes_no_mistakes_in_the_others(mistakes: Mistakes) -> None:
    for missing in (CONTACTS, PROVIDERS, HOSTS, SERVICES):
        others = {"others": GOOD.replace(missing, "")}
        assert len(mistakes(**others, part="")) == 1
        assert len(mistakes(**others, part="[]\n")) == 1
        assert len(mistakes(**others, part="broken: [")) == 1
        assert len(mistakes(**others, part=missing.encode("utf-16"))) == 1


def test_a_row_that_was_cut_off_may_be_in_another_file(mistakes: Mistakes) -> None:
    cut = "hosts:\n  www.example.org: { provider: ["
    found = mistakes(a=cut, b=GOOD, c="hosts:\n  www.example.org: { provider: bytemark }\n")
    assert [problem.split(": ")[0] for problem in found] == ["a.yaml:2:32", "c.yaml:2:3"]


def test_a_broken_row_hides_no_mistake_of_another(mistakes: Mistakes) -> None:
    text = changed("title: Website,", "titel: Website,")
    text = changed("docs.example.org: {", "docs.example.org: { manager: od,", text)
    text = changed("bytemark: {", "bytemark: { note: 5,", text)
    text = changed("name: Open Data Services,", "nmae: Open Data Services,", text)
    text += "organisation: sdo\n"
    assert len(mistakes(text)) == 5


def test_a_broken_row_hides_no_reference_of_its_own(mistakes: Mistakes) -> None:
    text = changed("title: Website,", "titel: Website, manager: partner,")
    text = changed("www.example.org: {", "www.example.org: { sise: 5, account: partner,", text)
    assert [problem.split("; ")[0].split(": ", 2)[2] for problem in mistakes(text)] == [
        "unknown key 'sise'",
        "there is no 'partner' in contacts",
        "unknown key 'titel'",
        "there is no 'partner' in contacts",
    ]


def test_a_broken_row_hides_no_value_that_is_there_twice(mistakes: Mistakes) -> None:
    text = changed("title: Website,", "titel: Website, title: documentation,")
    assert [problem.split("; ")[0].split(": ", 2)[2] for problem in mistakes(text)] == [
        "unknown key 'titel'",
        "the title 'Documentation' is at services.website.title too",
    ]


def test_a_broken_service_hides_no_unused_host(mistakes: Mistakes) -> None:
    text = changed("title: Website,", "titel: Website,") + "  "
    text = changed("  docs.example.org: {", "  spare.example.org: { provider: bytemark }\n  docs.example.org: {", text)
    assert [problem.split("; ")[0].split(": ", 1)[1] for problem in mistakes(text)] == [
        "hosts[spare.example.org]: no service runs on it",
        "services.website.titel: unknown key 'titel'",
    ]


def test_a_broken_section_hides_nothing_of_the_others(mistakes: Mistakes) -> None:
    text = changed(CONTACTS, "contacts: []\n")
    text = changed("hosts: [www.example.org]", "hosts: [www.example.org, shop.example.org]", text)
    assert [problem.split("; ")[0].split(": ", 1)[1] for problem in mistakes(text)] == [
        "contacts: this is a list",
        "services.website.hosts[1]: there is no 'shop.example.org' in hosts",
    ]


def test_a_file_that_is_cut_hides_no_mistake_before(mistakes: Mistakes) -> None:
    text = changed("www.example.org: {", "www.example.org: { sise: 5,") + "  more: ["
    found = mistakes(text)
    assert len(found) == 2
    assert "hosts[www.example.org].sise: unknown key 'sise'" in found[0]


def test_a_second_document_hides_no_mistake_of_the_first(mistakes: Mistakes) -> None:
    assert len(mistakes(changed("name: Open", "nmae: Open") + "---\n")) == 2


def test_all_mistakes_of_a_row_without_a_provider_are_found(mistakes: Mistakes) -> None:
    found = mistakes(changed("www.example.org: { provider: bytemark }", "www.example.org: { rgion: york, sise: 5 }"))
    assert [problem.split("; ")[0].split(": ", 1)[1] for problem in found] == [
        "hosts[www.example.org].provider: this is missing",
        "hosts[www.example.org].rgion: unknown key 'rgion'",
        "hosts[www.example.org].sise: unknown key 'sise'",
    ]


def test_a_key_that_is_wrong_hides_no_mistake_in_what_it_leads_to(mistakes: Mistakes) -> None:
    assert len(mistakes(changed("ods: {", "5: { zzz: 1,"))) == 3  # the key, the field, and the provider's manager
    assert len(mistakes(changed("www.example.org: {", "www.example.org: !row { sise: 1,"))) == 2


def test_a_key_that_is_no_text_is_known_as_it_is_written(mistakes: Mistakes) -> None:
    found = mistakes(changed("ods: {", "yes: { zzz: 1,").replace("manager: ods", "manager: 'yes'"))
    assert [problem.split("; ")[0] for problem in found] == [
        "2:3: contacts: the key reads as true, not as text",
        "2:10: contacts.yes.zzz: unknown key 'zzz'",
    ]


def test_what_a_merge_key_stands_for_is_looked_at_where_it_stands(mistakes: Mistakes) -> None:
    found = mistakes(changed("www.example.org: { provider: bytemark }", "www.example.org: { <<: { provider: aws } }"))
    assert [problem.split("; ")[0] for problem in found] == [
        "6:22: hosts[www.example.org]: merge keys (<<) are not read",
        "6:38: hosts[www.example.org].provider: 'aws' is not known here",
    ]


def test_what_is_misspelt_and_there_too_is_looked_at(mistakes: Mistakes) -> None:
    assert len(mistakes(changed("title: Website,", "title: [Website], titel: Website,"))) == 2


def test_every_control_character_is_found_in_its_line(mistakes: Mistakes) -> None:
    text = changed("Open", "\x07Open").replace("Website", "Web\x1bsite")
    assert [problem.split(": ")[0] for problem in mistakes(text)] == ["2:16", "9:24"]


def test_missing_keys_are_one_mistake_of_the_manager(mistakes: Mistakes) -> None:
    text = GOOD.replace("bytemark }", "linode, size: g6-nanode-1 }").replace("bytemark:", "linode:")
    found = mistakes(text)
    assert len(found) == 1
    assert "contacts.ods: it manages www.example.org, which is created, but has no SSH keys" in found[0]


def test_what_the_manager_lacks_is_his_mistake_wherever_he_is_named(mistakes: Mistakes) -> None:
    other = "  other: { name: Other, email_missing: not needed }\n"
    text = changed("contacts:\n", "contacts:\n" + other).replace("provider: bytemark", "provider: bytemark, note: x")
    linode = "  new.example.org: { provider: linode, size: g6-nanode-1, manager: other, spare: kept }\n"
    text = changed("hosts:\n", "hosts:\n" + linode, text)
    text = changed("providers:\n", "providers:\n  linode: { console: https://cloud.linode.com/, manager: ods }\n", text)
    found = mistakes(text)
    assert len(found) == 1
    assert "contacts.other: it manages new.example.org" in found[0]


def test_a_created_machine_may_use_the_whole_of_linuxs_name(mistakes: Mistakes) -> None:
    key = "AAAAC3NzaC1lZDI1NTE5AAAAIPTxepr/FbCm0Yc1xowZGYe7OBxLDZJ0jWOHRyIj8a2N"
    name = "w" * (LINUX_NAME - len(".example.org")) + ".example.org"
    text = GOOD.replace("www.example.org", name).replace("bytemark", "linode")
    text = text.replace("provider: linode", "provider: linode, size: g6-nanode-1")
    assert mistakes(changed("email:", f"ssh_keys: [ssh-ed25519 {key}], email:", text)) == []
