"""HTTP for clients of every speed: one loop reads and writes, and a thread is given to whole requests alone (docs/adr/0019)."""
