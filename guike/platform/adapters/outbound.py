"""Calls to web addresses that people enter: guarded against inner addresses, bounded in time and size.

The name of the host is resolved once, every address is checked, and the connection goes to a checked address: a name
that answers differently the second time reaches nothing. Redirects are not followed, because their target was checked
by nobody. Hosts of the operator's own network are opened by `GUIKE_OUTBOUND_HOSTS` alone, never on a screen.
"""

from __future__ import annotations

import errno
import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from guike.kernel.errors import FieldError, Refusal, field_error
from guike.kernel.limits import OUTBOUND_ANSWER_BYTES, OUTBOUND_BYTES, OUTBOUND_SECONDS
from guike.kernel.text import T, Text

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

URL_CHARS = 2_000
_PORTS = {"http": 80, "https": 443}
#: networks that `is_global` of some versions of Python counts as public
_NEVER4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
    )
)
#: IPv6 addresses of hosts; everything outside is local, a group or reserved
_UNICAST6 = ipaddress.IPv6Network("2000::/3")
#: tunnels and documentation inside of it: an address of a tunnel carries an IPv4 address that nobody checked
_NEVER6 = tuple(
    ipaddress.IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
#: of the addresses of one host, how many are tried
_TRIED = 4
_CLOSED = T("对方关闭了连接", "it closed the connection")
_REASONS = {
    errno.ECONNREFUSED: T("对方拒绝连接", "it refuses the connection"),
    errno.ECONNRESET: _CLOSED,
    errno.EPIPE: _CLOSED,
    errno.EHOSTUNREACH: T("网络不通", "there is no way to it"),
    errno.ENETUNREACH: T("网络不通", "there is no way to it"),
}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class OutboundRefused(Refusal):
    """The address is not called, now or later."""

    messages: ClassVar[Mapping[str, Text]] = {
        "outbound.url": T(
            "请填写完整的网址，以 https:// 开头；其中的中文和空格请先转码",
            "Give a whole address that begins with https://; encode blanks and letters beyond ASCII",
        ),
        "outbound.scheme": T(
            "网址应以 http:// 或 https:// 开头", "The address must begin with http:// or https://"
        ),
        "outbound.user_info": T(
            "网址中不能带用户名和密码，请去掉“@”之前的部分",
            "The address must not contain a user name or password; remove what stands before the “@”",
        ),
        "outbound.inner": T(
            "“{host}”是内网地址，不能访问；确需访问时，请运维人员在服务器上开放（见管理员手册“对外开放”）",
            "“{host}” is an inner address and is not called; who runs the server can open it (see “对外开放” in the"
            " administrators' manual)",
        ),
        "outbound.too_large": T(
            "要发送的内容有 {bytes} 字节，超过上限 {max}",
            "There are {bytes} bytes to send; at most {max} are allowed",
        ),
    }


class OutboundFailed(Refusal):
    """The call did not succeed; it may later."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "outbound.unknown_host": T(
            "找不到主机“{host}”，请检查网址或稍后再试",
            "The host “{host}” is not found; check the address or try again later",
        ),
        "outbound.no_connection": T("无法连接“{host}”：{reason}", "“{host}” cannot be reached: {reason}"),
        "outbound.encryption": T(
            "与“{host}”无法建立加密连接：{reason}", "No encrypted connection to “{host}”: {reason}"
        ),
        "outbound.certificate": T(
            "“{host}”的安全证书无效：{reason}", "The certificate of “{host}” is not valid: {reason}"
        ),
        "outbound.timeout": T(
            "“{host}”没有在 {seconds} 秒内回答完", "“{host}” did not answer within {seconds} seconds"
        ),
        "outbound.answer": T(
            "“{host}”的回答无法识别，请检查网址和端口",
            "The answer of “{host}” cannot be read; check the address and the port",
        ),
    }


@dataclass(frozen=True)
class Answer:
    """What the other side answered. `body`: at most the first 64 kB. `seconds`: how long the call took."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The body as text, whatever it is; without NUL, which the database does not store."""
        return self.body.decode(errors="replace").replace("\x00", "")


def url_error(name: str, url: str) -> FieldError | None:
    """The fault of an address that somebody enters, at the field `name`; None for a good one. Nothing is resolved here:
    a name may be wrong today and right tomorrow, and the check that counts is made with every call."""
    try:
        parts = _parts(url)
        literal = _literal(str(parts.hostname))
        if _is_local_name(str(parts.hostname)) or literal is not None:
            _check(parts, [literal or ipaddress.IPv4Address("127.0.0.1")])
    except OutboundRefused as refused:
        return field_error(name, refused.code, **refused.params)
    return None


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    seconds: float = float(OUTBOUND_SECONDS),
) -> Answer:
    """POST `body` to the address and return the answer, whatever its status; a redirect is such an answer, too.

    `seconds` bounds the whole call, from resolving the name to the last byte of the answer. OutboundRefused when the
    address is not allowed or the body too large; OutboundFailed when there is no answer.
    """
    if len(body) > OUTBOUND_BYTES:
        raise OutboundRefused("outbound.too_large", bytes=len(body), max=int(OUTBOUND_BYTES))
    return _sent("POST", url, body, headers, seconds)


def get(url: str, headers: Mapping[str, str], *, seconds: float = float(OUTBOUND_SECONDS)) -> Answer:
    """GET the address, guarded and bounded like `post`."""
    return _sent("GET", url, b"", headers, seconds)


def is_opened(url: str) -> bool:
    """Whether the operator has opened the host of this address by name or as an address."""
    parts = _parts(url)
    allowed, port, host = _allowed(), _port(parts), str(parts.hostname)
    literal = _literal(host)
    if literal is not None and _is_open(literal, port, allowed):
        return True
    name = host.rstrip(".").lower()
    return bool({(name, None), (name, port)} & allowed.names)


def _sent(method: str, url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> Answer:
    parts = _parts(url)
    deadline = _Deadline(seconds)
    with _told_as_refusal(str(parts.hostname), seconds):
        addresses = _resolved(parts, deadline)
        _check(parts, addresses)
        return _call(method, parts, addresses, body, headers, deadline)


def _parts(url: str) -> SplitResult:
    """The parts of a well-formed address. OutboundRefused otherwise."""
    if len(url) > URL_CHARS or not url.isascii() or any(letter <= " " or letter == "\x7f" for letter in url):
        raise OutboundRefused("outbound.url")
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        raise OutboundRefused("outbound.url") from None
    if parts.scheme not in _PORTS:
        raise OutboundRefused("outbound.scheme")
    if "@" in parts.netloc:
        raise OutboundRefused("outbound.user_info")
    if not parts.hostname or not has_port or "\\" in url:
        raise OutboundRefused("outbound.url")
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _literal(host: str) -> Address | None:
    """The address that a host is written as; None for a name. Old ways of writing, such as 0x7f000001 or 127.1, are names
    here, and are checked when they are resolved."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_local_name(host: str) -> bool:
    name = host.rstrip(".").lower()
    return name == "localhost" or name.endswith(".localhost")


@dataclass(frozen=True)
class _Allowed:
    """The hosts that the operator opened: names with an optional port, and networks."""

    names: frozenset[tuple[str, int | None]] = frozenset()
    networks: tuple[tuple[Network, int | None], ...] = ()


def _allowed() -> _Allowed:
    """`GUIKE_OUTBOUND_HOSTS`: `crm.lan`, `crm.lan:8080`, `10.1.2.3`, `[fd00::1]:8080`, `10.1.0.0/16`."""
    names, networks = set(), []
    for word in settings.OUTBOUND_HOSTS:
        host, port = _host_and_port(word)
        try:
            networks.append((ipaddress.ip_network(host), port))
        except ValueError:
            names.add((host.rstrip(".").lower(), port))
    return _Allowed(frozenset(names), tuple(networks))


def _host_and_port(word: str) -> tuple[str, int | None]:
    if word.startswith("["):
        host, _bracket, rest = word[1:].partition("]")
        port = rest.removeprefix(":")
    elif word.count(":") == 1:
        host, _colon, port = word.partition(":")
    else:
        host, port = word, ""
    return host, int(port) if port.isdecimal() else None


def _check(parts: SplitResult, addresses: list[Address]) -> None:
    """OutboundRefused when one of the addresses is an inner one and the operator has not opened it."""
    allowed, port = _allowed(), _port(parts)
    host = str(parts.hostname)
    name = host.rstrip(".").lower()
    if {(name, None), (name, port)} & allowed.names:
        return
    for address in addresses:
        if is_inner(address) and not _is_open(address, port, allowed):
            raise OutboundRefused("outbound.inner", host=host)


def _is_open(address: Address, port: int, allowed: _Allowed) -> bool:
    return any(
        open_port in (None, port) and address.version == network.version and address in network
        for network, open_port in allowed.networks
    )


def is_inner(address: Address) -> bool:
    """Whether an address lies in no public network: loopback, private, link-local (also the metadata of clouds), shared,
    reserved, groups, and whatever carries such an IPv4 address inside."""
    if isinstance(address, ipaddress.IPv4Address):
        return not address.is_global or address.is_multicast or any(address in net for net in _NEVER4)
    if address.ipv4_mapped is not None:
        return is_inner(address.ipv4_mapped)
    if address in _NAT64:
        return is_inner(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address not in _UNICAST6 or not address.is_global or any(address in net for net in _NEVER6)


class _Deadline:
    """The end of a call, on a clock that nobody sets."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._seconds = seconds

    def left(self) -> float:
        """Seconds until the end. TimeoutError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def passed(self) -> float:
        return self._seconds - (self._end - time.monotonic())


@dataclass
class _Lookup:
    """The answer of the resolver, which is asked by a thread: nothing bounds how long it takes."""

    found: list[Address] = field(default_factory=list)
    failure: Exception | None = None


def _resolved(parts: SplitResult, deadline: _Deadline) -> list[Address]:
    """Every address of the host, in the resolver's order."""
    host, port, lookup = str(parts.hostname), _port(parts), _Lookup()

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            lookup.found = [ipaddress.ip_address(answer[4][0]) for answer in answers]
        except (OSError, ValueError, UnicodeError) as failure:
            lookup.failure = failure

    thread = threading.Thread(target=ask, name="outbound-lookup", daemon=True)
    thread.start()
    thread.join(deadline.left())
    if thread.is_alive():
        raise TimeoutError
    if lookup.failure is not None or not lookup.found:
        raise OutboundFailed("outbound.unknown_host", host=host) from lookup.failure
    return lookup.found


@contextmanager
def _told_as_refusal(host: str, seconds: float) -> Iterator[None]:
    """Every way in which a call may fail becomes one of our refusals. The order matters: some of the errors are OSErrors."""
    try:
        yield
    except TimeoutError as error:
        raise OutboundFailed("outbound.timeout", host=host, seconds=round(seconds)) from error
    except ssl.SSLCertVerificationError as error:
        raise OutboundFailed("outbound.certificate", host=host, reason=error.verify_message) from error
    except ssl.SSLError as error:
        raise OutboundFailed("outbound.encryption", host=host, reason=error.reason or str(error)) from error
    except http.client.RemoteDisconnected as error:
        raise OutboundFailed("outbound.no_connection", host=host, reason=_CLOSED) from error
    except http.client.HTTPException as error:
        raise OutboundFailed("outbound.answer", host=host) from error
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or error.strerror or str(error)
        raise OutboundFailed("outbound.no_connection", host=host, reason=reason) from error


class _Reader(io.RawIOBase):
    """Reads from a socket, each time for no longer than the call may last: a server that sends a byte now and then
    would otherwise hold it for ever."""

    def __init__(self, sock: socket.socket, deadline: _Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)


class _Bounded:
    """A connected socket as `http.client` needs it, bounded by the deadline."""

    def __init__(self, sock: socket.socket, deadline: _Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            self._sock.settimeout(self._deadline.left())
            rest = rest[self._sock.send(rest) :]

    def makefile(self, *_mode: object, **_options: object) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock, self._deadline))

    def close(self) -> None:
        """Nothing: `http.client` closes the connection before it has read the body; `_call` closes the socket."""


def _call(
    method: str,
    parts: SplitResult,
    addresses: list[Address],
    body: bytes,
    headers: Mapping[str, str],
    deadline: _Deadline,
) -> Answer:
    link = http.client.HTTPConnection(str(parts.hostname), _port(parts))
    sock = _connected(parts, addresses, deadline)
    try:
        link.sock = _Bounded(sock, deadline)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {
            "Host": parts.netloc,
            "User-Agent": "Guike",
            "Accept": "*/*",
            "Connection": "close",
            "Content-Length": str(len(body)),
            **headers,
        }
        link.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            link.putheader(name, value)
        link.endheaders(body)
        with link.getresponse() as response:
            start = response.read(int(OUTBOUND_ANSWER_BYTES))
            return Answer(response.status, dict(response.headers.items()), start, deadline.passed())
    finally:
        sock.close()


def _connected(parts: SplitResult, addresses: list[Address], deadline: _Deadline) -> socket.socket:
    """A connection to the first address that answers, encrypted for https and with the certificate checked against the
    name."""
    sock = _first_that_answers(addresses[:_TRIED], _port(parts), deadline)
    if parts.scheme == "http":
        return sock
    try:
        sock.settimeout(deadline.left())
        return ssl.create_default_context().wrap_socket(sock, server_hostname=str(parts.hostname))
    except BaseException:
        sock.close()
        raise


def _first_that_answers(addresses: list[Address], port: int, deadline: _Deadline) -> socket.socket:
    """Each address has an equal part of the time that is left, so that a silent one leaves time for the next."""
    failure: OSError = TimeoutError()
    for tried, address in enumerate(addresses):
        try:
            patience = deadline.left() / (len(addresses) - tried)
            return socket.create_connection((str(address), port), timeout=patience)
        except OSError as error:
            failure = error
    raise failure
