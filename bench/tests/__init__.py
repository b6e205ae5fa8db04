"""The bench's own company, small, as a ground for tests of plans and of query counts."""
