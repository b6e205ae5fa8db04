"""The company to try Guike on."""

from guike.entry.demo.load import clear, load

__all__ = ["clear", "load"]
