"""What the GitHub workflows must keep to: linters see each file alone and can't know what this project promises."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.warm import python

ROOT = Path(__file__).parent.parent
WORKFLOWS = {path.name: path.read_text() for path in sorted((ROOT / ".github" / "workflows").iterdir())}
OWN_BRANCH = "github.event.pull_request.head.repo.full_name == github.repository"

Mapping = dict[Any, Any]
Rule = Callable[[str], list[str]]


def jobs_of(text: str) -> dict[str, Mapping]:
    jobs: dict[str, Mapping] = yaml.safe_load(text)["jobs"]
    return jobs


def steps_of(text: str) -> Iterator[Mapping]:
    for job in jobs_of(text).values():
        yield from job.get("steps", [])


def commands_of(text: str, program: str) -> Iterator[list[str]]:
    """The arguments of each call of a program, up to whatever the shell does with its output."""
    for step in steps_of(text):
        for line in step.get("run", "").splitlines():
            if line.strip().startswith(program + " "):
                yield shlex.split(re.split(r"\s(?:\d?>|\||&&)", line)[0].removeprefix(program))


def mentions_secrets(part: object) -> bool:
    return re.search(r"\bsecrets\b", yaml.safe_dump(part)) is not None


def unpinned_actions(text: str) -> list[str]:
    """Tags can be moved to other code; a bare commit tells a reviewer nothing."""
    used = [part["uses"] for part in (*jobs_of(text).values(), *steps_of(text)) if "uses" in part]
    return [
        action
        for action in used
        if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", action)
        or not re.search(rf"uses: {re.escape(action)} # v\d", text)
    ]


def risky_triggers(text: str) -> list[str]:
    """Anything beyond these two (`pull_request_target`, `workflow_run`) can hand secrets to a fork's code."""
    on = yaml.safe_load(text)[True]  # YAML 1.1 reads `on` as a boolean
    return sorted(({on} if isinstance(on, str) else set(on)) - {"push", "pull_request"})


def excess_permissions(text: str) -> list[str]:
    """Only the job that comments may write, and only comments."""
    found = [] if yaml.safe_load(text).get("permissions") == {} else ["the workflow's own permissions are not {}"]
    for name, job in jobs_of(text).items():
        comments = any(step.get("with", {}).get("comment-on-pr") for step in job.get("steps", []))
        allowed = {"contents": "read"} | ({"pull-requests": "write"} if comments else {})
        if job.get("permissions") != allowed:
            found.append(f"{name}: {job.get('permissions')} instead of {allowed}")
    return found


def kept_credentials(text: str) -> list[str]:
    """A token left in .git can be read by everything the job runs later."""
    checkouts = [step for step in steps_of(text) if step.get("uses", "").startswith("actions/checkout@")]
    return [str(step) for step in checkouts if step.get("with", {}).get("persist-credentials") is not False]


def exposed_secrets(text: str) -> list[str]:
    """Secrets go to single steps, of jobs that run no fork's code and take nothing from a cache."""
    found = []
    if mentions_secrets({key: value for key, value in yaml.safe_load(text).items() if key != "jobs"}):
        found.append("outside the jobs")
    for name, job in jobs_of(text).items():
        if not mentions_secrets(job):
            continue
        if OWN_BRANCH not in job.get("if", "") or job["if"].startswith("!"):
            found.append(f"{name}: in reach of a fork's code")
        if mentions_secrets({key: value for key, value in job.items() if key != "steps"}):
            found.append(f"{name}: given to every step")
        if any("cache" in step.get("uses", "") or "cache" in step.get("with", {}) for step in job["steps"]):
            found.append(f"{name}: beside a cache")
    return found


def unlimited_runs(text: str) -> list[str]:
    """A hanging job costs six hours, and superseded runs of a pull request queue up behind it."""
    found = [name for name, job in jobs_of(text).items() if "timeout-minutes" not in job]
    concurrency = yaml.safe_load(text).get("concurrency", {})
    if not concurrency.get("cancel-in-progress") or "pull_request.number" not in concurrency["group"]:
        found.append("superseded runs of a pull request are not cancelled")
    return found


def unknown_targets(text: str) -> list[str]:
    rules = re.findall(r"^([\w-][\w -]*):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    known = {target for rule in rules for target in rule.split()}
    return [target for command in commands_of(text, "make") for target in command if target not in known]


def unknown_fleet_commands(text: str) -> list[str]:
    """Asking for help runs nothing, but is refused when the verb or an option does not exist."""
    return [
        shlex.join(command)
        for command in commands_of(text, ".venv/bin/python -m fleet")
        if subprocess.run(
            [str(python()), "-m", "fleet", *command, "--help"], cwd=ROOT, capture_output=True, check=False
        ).returncode
    ]


def other_engines(text: str) -> list[str]:
    """The preview with credentials and the one without are comparable only if one engine makes both."""
    required = re.search(r"pulumi/pkg/v3 v(\S+)", (ROOT / "engine" / "go.mod").read_text())
    assert required is not None
    used = [step["with"].get("pulumi-version") for step in steps_of(text) if "pulumi/actions" in step.get("uses", "")]
    return [f"{version} instead of {required[1]}" for version in used if version != required[1]]


RULES: list[Rule] = [
    unpinned_actions,
    risky_triggers,
    excess_permissions,
    kept_credentials,
    exposed_secrets,
    unlimited_runs,
    unknown_targets,
    unknown_fleet_commands,
    other_engines,
]

# One way or more to break each rule: (rule, workflow, what is there, what replaces it).
MISTAKES: list[tuple[Rule, str, str, str]] = [
    (unpinned_actions, "checks.yml", r"checkout@\w{40} # v7.0.1", "checkout@v7"),
    (unpinned_actions, "checks.yml", r" # v7.0.1", ""),
    (risky_triggers, "preview.yml", r"  pull_request:", "  pull_request_target:"),
    (risky_triggers, "preview.yml", r"on:\n  pull_request:", "on: workflow_run"),
    (excess_permissions, "checks.yml", r"permissions: {}", "permissions: write-all"),
    (excess_permissions, "checks.yml", r"contents: read", "contents: write"),
    (excess_permissions, "preview.yml", r"permissions:\n +contents: read.*\n    steps", "steps"),
    (excess_permissions, "preview.yml", r"comment-on-pr: true", "comment-on-pr: false"),
    (kept_credentials, "checks.yml", r"persist-credentials: false", "fetch-depth: 1"),
    (exposed_secrets, "preview.yml", r"TERM: dumb", "TERM: ${{ secrets.TERM }}"),
    (exposed_secrets, "preview.yml", r"shell: bash.*", "env: { TOKEN: '${{ secrets.TOKEN }}' }"),
    (exposed_secrets, "preview.yml", r"runs-on: .*", "env: { TOKEN: '${{ secrets.TOKEN }}' }"),
    (exposed_secrets, "preview.yml", re.escape(OWN_BRANCH), "true"),
    (exposed_secrets, "preview.yml", r"- run: make setup", "- uses: actions/cache/restore@v6"),
    (exposed_secrets, "preview.yml", r'python-version: "3.11"', "cache: pip"),
    (unlimited_runs, "checks.yml", r"timeout-minutes: .*", ""),
    (unlimited_runs, "checks.yml", r"cancel-in-progress: true", "cancel-in-progress: false"),
    (unlimited_runs, "preview.yml", r"github.event.pull_request.number", "github.run_id"),
    (unknown_targets, "checks.yml", r"make test", "make tset"),
    (unknown_fleet_commands, "preview.yml", r"fleet preview", "fleet prevue"),
    (unknown_fleet_commands, "preview.yml", r"--sandbox", "--sandpit"),
    (other_engines, "preview.yml", r"pulumi-version: .*", "pulumi-version: 3.0.0"),
]


@pytest.mark.parametrize("workflow", WORKFLOWS)
@pytest.mark.parametrize("rule", RULES)
def test_kept(rule: Rule, workflow: str) -> None:
    assert rule(WORKFLOWS[workflow]) == []


@pytest.mark.parametrize(("rule", "workflow", "there", "instead"), MISTAKES)
def test_noticed(rule: Rule, workflow: str, there: str, instead: str) -> None:
    broken, changes = re.subn(there, instead, WORKFLOWS[workflow])
    assert changes
    assert rule(broken)


def test_every_rule_can_fail() -> None:
    assert {rule for rule, *_ in MISTAKES} == set(RULES)


def test_every_pull_request_gets_exactly_one_preview() -> None:
    jobs = jobs_of(WORKFLOWS["preview.yml"])
    assert jobs["sandbox"]["if"] == f"!({jobs['stack']['if']})"


@pytest.mark.parametrize("status", [0, 3])
def test_the_sandbox_preview_is_shown_and_its_failure_counts(tmp_path: Path, status: int) -> None:
    (step,) = (step for step in jobs_of(WORKFLOWS["preview.yml"])["sandbox"]["steps"] if "fleet" in step.get("run", ""))
    stub = tmp_path / ".venv" / "bin" / "python"
    stub.parent.mkdir(parents=True)
    stub.write_text(f"#!/bin/sh\necho planned: $*\nprintf refused >&2\nexit {status}\n")
    stub.chmod(0o755)
    bash = shutil.which("bash")
    assert bash is not None
    summary = tmp_path / "summary.md"
    # How the runner starts a step that names bash, and one that names no shell.
    options = ["--noprofile", "--norc", "-eo", "pipefail"] if step.get("shell") == "bash" else ["-e"]

    run = subprocess.run(
        [bash, *options, "-c", step["run"]],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(summary)},
        capture_output=True,
        text=True,
        check=False,
    )

    shown = "planned: -m fleet preview --sandbox --stack production\nrefused"
    assert run.returncode == status
    assert shown in run.stdout
    assert f"\n~~~~text\n{shown}\n~~~~\n" in summary.read_text()
