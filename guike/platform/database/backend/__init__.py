"""Django's PostgreSQL engine with faster reading of instants. The settings name this package as the engine."""
