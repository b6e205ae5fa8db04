"""The packages that make up the server, lowest layer first."""

LIBRARIES = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "axes",
    "procrastinate.contrib.django",
]

PLATFORM = [
    "guike.platform.org",
    "guike.platform.metadata",
]

DOMAINS: list[str] = []

INSTALLED_APPS = [*LIBRARIES, *PLATFORM, *DOMAINS]

# Dotted paths of callables without parameters, run in this order after every migration.
# Each must give the same result when it runs again.
AFTER_MIGRATE: list[str] = []
