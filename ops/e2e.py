"""The browser journeys of web/e2e against a server of their own. Arguments go to Playwright."""

import os
import sys

from ops import bootstrap, browser, served, web


def main(arguments: list[str]) -> int:
    """Playwright's exit code."""
    try:
        browser.ensure()
        environment = web.node_environment()
        web.install(environment)
        if web.build(environment):
            return 1
        os.environ.setdefault(
            "GUIKE_OUTBOUND_HOSTS", "127.0.0.1"
        )  # where the journey's provider of sign-ins is
        with served.server() as started:
            told = {
                "GUIKE_URL": started.address,
                "GUIKE_DATA": str(started.data),
                "GUIKE_PID": str(started.pid),
                "GUIKE_PYTHON": sys.executable,
            }
            return web.npm({**environment, **told}, "run", "--silent", "e2e", "--", *arguments)
    except bootstrap.Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
