"""Pure Python without Django, used by every other package: money, periods, clock, folding, refusals, limits,
filters."""
