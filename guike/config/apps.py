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
    "guike.platform.settings",
    "guike.platform.audit",
    "guike.platform.currency",
    "guike.platform.events",
    "guike.platform.jobs",
    "guike.platform.adapters",
    "guike.platform.org",
    "guike.platform.metadata",
    "guike.platform.access",
    "guike.platform.records",
    "guike.platform.views",
    "guike.platform.timeline",
    "guike.platform.pools",
    "guike.platform.exchange",
    "guike.platform.files",
    "guike.platform.notify",
    "guike.platform.calendar",
    "guike.platform.sharing",
    "guike.platform.webhooks",
    "guike.platform.messaging",
    "guike.platform.approvals",
    "guike.platform.automation",
    "guike.platform.agenda",
    "guike.platform.links",
    "guike.platform.feed",
    "guike.platform.reports",
    "guike.platform.printing",
    "guike.platform.integrity",
    "guike.platform.directory",
]

DOMAINS: list[str] = [
    "guike.domains.roles",
    "guike.domains.activities",
    "guike.domains.resources",
    "guike.domains.accounts",
    "guike.domains.catalog",
    "guike.domains.prices",
    "guike.domains.campaigns",
    "guike.domains.leads",
    "guike.domains.opportunities",
    "guike.domains.expenses",
    "guike.domains.inventory",
    "guike.domains.orders",
    "guike.domains.credit",
    "guike.domains.fulfilment",
    "guike.domains.receivables",
    "guike.domains.invoicing",
    "guike.domains.bank",
    # last: lets each of them declare itself
    "guike.domains",
]

# Use-cases that span domains.
FLOWS = ["guike.flows"]

# Last: joins what the layers below keep apart.
ENTRY = ["guike.entry"]

INSTALLED_APPS = [*LIBRARIES, *PLATFORM, *DOMAINS, *FLOWS, *ENTRY]

# Dotted paths of callables without parameters, run in this order after every migration.
# Each must give the same result when it runs again.
AFTER_MIGRATE: list[str] = [
    "guike.platform.settings.services.seal_secrets",
    "guike.platform.records.shapes.history.install",
    "guike.platform.database.ledger_triggers.install",
    "guike.platform.currency.services.seed_currencies",
    "guike.domains.opportunities.seed.seed_process",
    "guike.platform.calendar.services.seed_calendar",
    "guike.platform.directory.seed.seed_roles",
    "guike.domains.catalog.services.seed_units",
    "guike.domains.catalog.attributes.keep_all_fields",
    # rows for everything that the code declares
    "guike.platform.directory.standard.seed_definitions",
    "guike.platform.approvals.defaults.seed_flows",
    "guike.platform.directory.reminding.seed_reminders",
    # last: whatever the steps before put in is found
    "guike.platform.records.upkeep.reindexing.reindex",
]
