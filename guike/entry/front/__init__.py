"""The HTTP server: one loop reads and writes for clients of every speed, and threads work only on whole requests
(docs/adr/0020)."""
