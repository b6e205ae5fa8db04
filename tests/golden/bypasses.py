"""Every place of domain code that asks neither the locks of states nor the write guards, with the reason it gives."""

from tests.golden.system_reasons import words_of


def produce() -> str:
    """`module: reason`, ordered; tests are left out."""
    return words_of("bypass", lambda _name: True)
