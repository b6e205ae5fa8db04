"""What packages above do with goods on their way."""

from __future__ import annotations

from guike.domains.fulfilment.shipping import when_goods_moved as when_goods_moved
