"""Django's settings. Everything that differs between installations comes from the environment.

GUIKE_DSN or DATABASE_URL (the database), GUIKE_DATA (the data folder), GUIKE_SECRET_KEY,
GUIKE_HOSTS and GUIKE_ORIGINS (comma-separated, when behind a proxy), GUIKE_HTTPS (cookies for
HTTPS only), GUIKE_OUTBOUND_HOSTS (inner hosts that may be called), GUIKE_LOG_LEVEL, GUIKE_WEB (the built
browser client).
"""

import os
from pathlib import Path

from guike.config import apps, environment, logs

CHECKOUT = environment.CHECKOUT
DATA_DIR = environment.data_dir()
FILES_DIR = DATA_DIR / "files" if DATA_DIR else None
WEB_DIST = Path(os.environ.get("GUIKE_WEB") or environment.CHECKOUT / "web" / "dist")

SECRET_KEY = environment.secret_key()
DEBUG = False
ALLOWED_HOSTS = environment.words("GUIKE_HOSTS") or ["*"]
CSRF_TRUSTED_ORIGINS = environment.words("GUIKE_ORIGINS")

INSTALLED_APPS = apps.INSTALLED_APPS
AFTER_MIGRATE = apps.AFTER_MIGRATE
AUTH_USER_MODEL = "org.User"
# auth.W004: user names are unique by a constraint on their lower case, which this check does not see.
# axes.W002: its middleware would put a page in the place of our answer, which says when to try again.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "axes.W002"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "guike.entry.metrics.RequestMetrics",
    "guike.entry.unit.UnitOfWork",
    "guike.entry.security.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "guike.config.urls"
WSGI_APPLICATION = "guike.config.wsgi.application"
APPEND_SLASH = False

DATABASES = {
    "default": environment.database(
        os.environ.get("GUIKE_DSN") or os.environ.get("DATABASE_URL") or environment.NOWHERE,
    )
}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "guike.entry.signin.SignIn",
    "guike.entry.signin.SecondStep",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

# Throttling of sign-in: one name from one address, so that nobody locks a colleague out from elsewhere.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

SESSION_ENGINE = "guike.entry.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600  # the longest that security.max_age_hours allows
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = environment.flag("GUIKE_HTTPS")
CSRF_COOKIE_NAME = "csrftoken"
CSRF_HEADER_NAME = "HTTP_X_CSRFTOKEN"
CSRF_COOKIE_HTTPONLY = False  # the browser client copies it into the header X-CSRFToken
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE

if environment.flag("GUIKE_HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # instants only; "today" follows the company's zone, see kernel.clock

STATIC_URL = "/static/"
WHITENOISE_ROOT = WEB_DIST if WEB_DIST.is_dir() else None
WHITENOISE_INDEX_FILE = False  # the page is `browser.index`, with its cookie and never cached
WHITENOISE_AUTOREFRESH = False
WHITENOISE_USE_FINDERS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/"

DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024  # bytes of a JSON body
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes; larger uploads go to disk
FILE_UPLOAD_PERMISSIONS = 0o600
#: beside the data, since a system's own folder may be a piece of its memory
FILE_UPLOAD_TEMP_DIR = os.environ.get("GUIKE_INCOMING") or None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

#: hosts of one's own network that may be called from here (`adapters.outbound`): names, addresses, networks
OUTBOUND_HOSTS = environment.words("GUIKE_OUTBOUND_HOSTS")

LOGGING = logs.configure(os.environ.get("GUIKE_LOG_LEVEL", "INFO"))
