"""The demo company, on which people try Guike."""

from guike.entry.demo.clearing import NoDemoError, Stock, clear, stock
from guike.entry.demo.load import load

__all__ = ["NoDemoError", "Stock", "clear", "load", "stock"]
