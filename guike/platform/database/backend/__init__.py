"""Django's PostgreSQL engine, reading instants faster. Settings name this package as the engine."""
