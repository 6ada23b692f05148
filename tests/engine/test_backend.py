"""Without `--sandbox`: the configured backend and whatever plugins are found, here those of the sandbox on PATH."""

import re
from pathlib import Path

from tests.engine.checkout import Checkout
from tests.engine.fleets import FOUND_FLEET


def test_a_stack_lives_in_the_configured_backend(tmp_path: Path) -> None:
    stack = Checkout(tmp_path, FOUND_FLEET)
    preview = stack.run("preview", "--expect-no-changes")
    assert preview.returncode == 7, preview.stderr
    planned = preview.stdout.splitlines()[-1]
    assert re.match(r"preview of sandbox: \d+ rows new, \d+ to create, \d+ to adopt, .* targets added; 0 un", planned)

    unasked = stack.run("up")
    assert unasked.returncode == 1
    assert "there is no terminal to ask" in unasked.stderr
    declined = stack.asked("up", answer="n")
    assert declined.returncode == 1
    assert "Make these changes?" in declined.stdout
    agreed = stack.asked("up", answer="y")
    assert agreed.returncode == 0, agreed.stdout + agreed.stderr
    done = agreed.stdout.splitlines()[-1]
    assert done.startswith("up of sandbox: ")
    counted = re.compile(r"(\d+) (?:rows new|(?:to )?(?:create|adopt|update)d?|targets)")
    assert counted.findall(done) == counted.findall(planned)

    again = stack.run("up", "--yes", "--expect-no-changes")
    assert again.returncode == 0, again.stdout + again.stderr
    refused = stack.run("destroy", "--yes")
    assert refused.returncode == 1
    assert "destroy of sandbox: refused, and nothing was touched" in refused.stdout
