"""Every error code with its status and texts: the codes are part of the API."""

import json
from importlib import import_module
from pkgutil import walk_packages

import guike
from guike.kernel.errors import MESSAGES, STATUSES


def produce() -> str:
    """JSON, ordered by code."""
    for module in walk_packages(guike.__path__, "guike."):
        if module.name.endswith(".errors"):
            import_module(module.name)
    codes = {
        code: {"status": STATUSES[code], "zh": text.get("zh-CN"), "en": text.get("en")}
        for code, text in sorted(MESSAGES.items())
    }
    return json.dumps(codes, ensure_ascii=False, indent=1) + "\n"
