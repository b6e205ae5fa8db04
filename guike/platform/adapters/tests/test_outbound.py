"""Calls to addresses that people enter: what is refused, what is bounded, and that the checked address is called."""

import ipaddress
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from guike.platform.adapters.outbound import OutboundFailed, OutboundRefused, is_inner, post, url_error
from tests.support.receiver import Receiver, receiving

INNER = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.192", "192.88.99.1", "192.168.1.1", "198.18.0.1", "203.0.113.5", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "114.114.114.114",
    "172.32.0.1",
    "::ffff:8.8.8.8",
    "2400:3200::1",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", INNER)
def test_an_inner_address_is_known_as_one(address: str) -> None:
    assert is_inner(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_not_taken_for_an_inner_one(address: str) -> None:
    assert not is_inner(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "outbound.scheme"),
        ("example.com/hook", "outbound.scheme"),
        ("ftp://example.com/", "outbound.scheme"),
        ("file:///etc/passwd", "outbound.scheme"),
        ("gopher://example.com/", "outbound.scheme"),
        ("https://", "outbound.url"),
        ("https:///path", "outbound.url"),
        ("https://example.com:0/", "outbound.url"),
        ("https://example.com:99999/", "outbound.url"),
        ("https://example.com:x/", "outbound.url"),
        ("https://[::1", "outbound.url"),
        ("https://exa mple.com/", "outbound.url"),
        ("https://example.com/\r\nHost: inner", "outbound.url"),
        ("https://example.com\\@inner/", "outbound.user_info"),
        ("https://example.com\\inner/", "outbound.url"),
        ("https://例子.中国/", "outbound.url"),
        ("https://user:secret@example.com/", "outbound.user_info"),
        ("https://example.com/" + "a" * 2_000, "outbound.url"),
        ("http://localhost:8000/", "outbound.inner"),
        ("http://LOCALHOST./", "outbound.inner"),
        ("http://crm.localhost/", "outbound.inner"),
        ("http://127.0.0.1/", "outbound.inner"),
        ("http://[::1]/", "outbound.inner"),
        ("http://[::ffff:10.0.0.1]/", "outbound.inner"),
        ("http://169.254.169.254/latest/meta-data/", "outbound.inner"),
        ("https://example.com/hook?key=1", None),
        ("http://8.8.8.8:8080", None),
    ],
)
def test_what_somebody_enters_is_checked_at_once(url: str, code: str | None) -> None:
    error = url_error("url", url)
    assert (error and (error.field, error.code)) == (code and ("url", code))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as server:
        yield server


@pytest.fixture
def inside(settings: Any) -> None:
    """The operator has opened this machine."""
    settings.OUTBOUND_HOSTS = ["127.0.0.1", "::1"]


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[Any]:
    """Let names resolve to each of the answers in turn; gives the list of the names that were asked for."""
    asked: list[Any] = []
    real = socket.getaddrinfo

    def ask(host: Any, port: Any, *rest: Any, **options: Any) -> Any:
        try:
            ipaddress.ip_address(host)
        except ValueError:
            asked.append(host)
            found = answers[min(len(asked), len(answers)) - 1]
            if not found:
                raise socket.gaierror("unknown") from None
            return [entry for one in found for entry in real(one, port, *rest, **options)]
        return real(host, port, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    return asked


@pytest.mark.usefixtures("inside")
def test_a_call_arrives_with_its_body_and_headers(receiver: Receiver) -> None:
    receiver.answer = lambda _one: (201, {"X-Said": "yes"}, "好".encode())
    answer = post(
        receiver.url + "?a=1", b'{"a": 1}', {"X-Guike-Event": "created", "Content-Type": "application/json"}
    )
    assert (answer.status, answer.is_success, answer.text, answer.headers["X-Said"]) == (
        201,
        True,
        "好",
        "yes",
    )
    [one] = receiver.received
    assert (one.path, one.body) == ("/hook?a=1", b'{"a": 1}')
    assert one.headers["X-Guike-Event"] == "created"
    assert one.headers["Host"] == f"127.0.0.1:{receiver.port}"
    assert one.headers["Content-Length"] == "8"


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://127.1:{port}/", "http://0x7f000001:{port}/",
                                 "http://2130706433:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://localhost:{port}/"])  # fmt: skip
def test_an_inner_address_in_any_spelling_is_not_called(receiver: Receiver, url: str) -> None:
    with pytest.raises(OutboundRefused) as refused:
        post(url.format(port=receiver.port), b"{}", {})
    assert (refused.value.code, receiver.received) == ("outbound.inner", [])
    assert "127.0.0.1" not in str(refused.value.params.get("reason", ""))


def test_a_name_that_leads_inside_is_not_called(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when only one of its addresses lies inside."""
    resolving(monkeypatch, ["127.0.0.1"], ["8.8.8.8", "127.0.0.1"])
    for _turn in range(2):
        with pytest.raises(OutboundRefused) as refused:
            post(f"http://hook.example.com:{receiver.port}/", b"{}", {})
        assert refused.value.code == "outbound.inner"
    assert receiver.received == []


def test_a_name_is_resolved_once_and_the_checked_address_is_called(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers well when it is checked and leads inside afterwards (rebinding) reaches nothing."""
    asked = resolving(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    called: list[Any] = []

    def connect(address: Any, **_options: Any) -> Any:
        called.append(address)
        raise ConnectionRefusedError(111, "no")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(OutboundFailed):
        post(f"http://hook.example.com:{receiver.port}/", b"{}", {})
    assert (asked, called) == (["hook.example.com"], [("8.8.8.8", receiver.port)])


@pytest.mark.parametrize(
    ("opened", "reached"),
    [
        (["hook.example.com"], True),
        (["hook.example.com:{port}"], True),
        (["hook.example.com:1"], False),
        (["example.com"], False),
        (["127.0.0.0/8"], True),
        (["127.0.0.1:{port}"], True),
        (["127.0.0.1:1"], False),
        (["10.0.0.0/8"], False),
        ([], False),
    ],
)
def test_only_what_the_operator_opened_is_called(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, settings: Any, opened: list[str], reached: bool
) -> None:
    resolving(monkeypatch, ["127.0.0.1"])
    settings.OUTBOUND_HOSTS = [word.format(port=receiver.port) for word in opened]
    url = f"http://hook.example.com:{receiver.port}/"
    if reached:
        assert post(url, b"{}", {}).status == 200
    else:
        with pytest.raises(OutboundRefused):
            post(url, b"{}", {})
    assert len(receiver.received) == reached


@pytest.mark.usefixtures("inside")
def test_a_redirect_is_an_answer_and_not_followed(receiver: Receiver) -> None:
    receiver.answer = lambda _one: (302, {"Location": receiver.url + "/other"}, b"")
    answer = post(receiver.url, b"{}", {})
    assert (answer.status, answer.is_success, len(receiver.received)) == (302, False, 1)


@pytest.mark.usefixtures("inside")
def test_of_a_large_answer_the_beginning_is_kept(receiver: Receiver) -> None:
    receiver.answer = lambda _one: (500, {}, b"x" * 300_000)
    answer = post(receiver.url, b"{}", {})
    assert (answer.status, len(answer.body)) == (500, 64 * 1024)


@pytest.mark.usefixtures("inside")
def test_too_much_is_not_sent(receiver: Receiver) -> None:
    with pytest.raises(OutboundRefused) as refused:
        post(receiver.url, b"x" * (2 * 1024 * 1024 + 1), {})
    assert (refused.value.code, receiver.received) == ("outbound.too_large", [])


@pytest.fixture
def silent() -> Iterator[Any]:
    """A server that takes connections and answers with what it is told, piece by piece."""
    listening = socket.create_server(("127.0.0.1", 0))
    pieces: list[bytes] = []
    over = threading.Event()

    def serve() -> None:
        taken, _from = listening.accept()
        taken.recv(65_536)
        for piece in pieces:
            if over.wait(0.02):
                break
            try:
                taken.sendall(piece)
            except OSError:
                break
        if not pieces:
            over.wait(10)
        taken.close()

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/", pieces
    over.set()
    listening.close()


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [*(b"%c" % letter for letter in b"HTTP/1.1 200 OK\r\n"), *[b"X-A: b\r\n"] * 30, b"\r\n"],
        [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 50],
    ],
)
def test_a_server_that_is_silent_or_says_little_at_a_time_holds_nobody(
    silent: Any, pieces: list[bytes]
) -> None:
    """The time is for the whole call: each single piece comes early enough, all of them together do not."""
    url, told = silent
    told += pieces
    with pytest.raises(OutboundFailed) as failed:
        post(url, b"{}", {}, seconds=0.2)
    assert failed.value.code == "outbound.timeout"


@pytest.mark.usefixtures("inside")
def test_what_is_no_http_is_told(silent: Any) -> None:
    url, told = silent
    told += [b"SSH-2.0-OpenSSH\r\n"]
    with pytest.raises(OutboundFailed) as failed:
        post(url, b"{}", {})
    assert failed.value.code == "outbound.answer"


@pytest.mark.usefixtures("inside")
def test_a_server_that_is_away_is_told(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    receiver.stop()
    with pytest.raises(OutboundFailed) as failed:
        post(receiver.url, b"{}", {})
    assert failed.value.code == "outbound.no_connection"
    assert failed.value.message("zh-CN") == "无法连接“127.0.0.1”：对方拒绝连接"
    resolving(monkeypatch, [])
    with pytest.raises(OutboundFailed) as failed:
        post("https://hook.example.com/", b"{}", {})
    assert failed.value.code == "outbound.unknown_host"


@pytest.mark.usefixtures("inside")
def test_a_resolver_that_does_not_answer_holds_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def never(*_given: Any, **_options: Any) -> Any:
        over.wait(10)
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    with pytest.raises(OutboundFailed) as failed:
        post("https://hook.example.com/", b"{}", {}, seconds=0.1)
    over.set()
    assert failed.value.code == "outbound.timeout"


@pytest.mark.usefixtures("inside")
def test_the_next_address_is_tried(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, ["::1", "127.0.0.1"])
    assert post(f"http://hook.example.com:{receiver.port}/", b"{}", {}).status == 200


def certificate(folder: Path, name: str) -> Path:
    """A certificate for a name, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(names, names, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(Encoding.PEM))
    return path


@pytest.mark.usefixtures("inside")
def test_a_certificate_must_be_trusted_and_of_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sits at the address without the certificate of the name gets nothing to read."""
    own = certificate(tmp_path, "hook.example.com")
    resolving(monkeypatch, ["127.0.0.1"])
    with receiving(certificate=own) as receiver:
        with pytest.raises(OutboundFailed) as failed:
            post(f"https://hook.example.com:{receiver.port}/", b"{}", {})
        assert failed.value.code == "outbound.certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(own))
        with pytest.raises(OutboundFailed) as failed:
            post(f"https://other.example.com:{receiver.port}/", b"{}", {})
        assert failed.value.code == "outbound.certificate"
        assert receiver.received == []
        assert post(f"https://hook.example.com:{receiver.port}/", b"{}", {}).text == "ok"
        assert len(receiver.received) == 1


@pytest.mark.usefixtures("inside")
def test_a_server_without_encryption_gets_nothing_that_was_to_be_encrypted(receiver: Receiver) -> None:
    with pytest.raises(OutboundFailed) as failed:
        post(receiver.url.replace("http:", "https:"), b"{}", {})
    assert (failed.value.code, receiver.received) == ("outbound.encryption", [])
