"""`guike token USER`: an API token with all rights of that user, for programs and first steps."""

import argparse
import sys

from guike.platform.audit.services import audit
from guike.platform.database.host import HostError
from guike.platform.org.queries import user_for_signin
from guike.platform.org.services import token_issue

NAME = "guike token"


def run(args: argparse.Namespace) -> int:
    """Print only the token, so that a script can read it."""
    user = user_for_signin(args.user)
    if user is None:
        raise HostError(f"There is no user {args.user}: guike init makes the first one.")
    _row, token = token_issue(user.pk, NAME)
    audit(user.pk, "auth.token_created", detail={"name": NAME})
    sys.stdout.write(f"{token}\n")
    return 0
