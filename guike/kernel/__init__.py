"""Pure Python ground: money, periods, clock, folding, refusals, limits and the filter language."""
