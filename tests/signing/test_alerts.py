"""Signed alerts: verified only whole, unchanged, by a pinned certificate that held; read by strangers too."""

from base64 import b64encode
from copy import deepcopy
from datetime import timedelta
from functools import cache
from random import Random
from time import process_time

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
from signxml.signer import XMLSigner
from tests.signing.signers import ALERT_BYTES, BEGINS, ENDS, SENT, signer

from safepassage.errors import BadInput, BadSignature
from safepassage.formats.cap import faults_of, read_alert
from safepassage.signing import Trust, Verified, certify, fingerprint, sign_alert, verify_alert

xmlsec = pytest.importorskip("xmlsec", reason="the wheel of xmlsec does not run here")
DS = "{http://www.w3.org/2000/09/xmldsig#}"
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"


def signed(kind: str = "rsa") -> bytes:
    return _signed(kind)


@cache
def _signed(kind: str) -> bytes:
    return sign_alert(ALERT_BYTES, *signer(kind))


def trust(kind: str = "rsa") -> Trust:
    return Trust(certificates=(signer(kind)[1],))


def refusal(data: bytes, trusted: Trust | None = None) -> str:
    with pytest.raises(BadInput) as refused:
        verify_alert(data, trusted or trust(), "x.xml")
    return str(refused.value)


def verified_or_none(data: bytes) -> Verified | None:
    try:
        return verify_alert(data, trust())
    except BadInput:
        return None


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_what_is_signed_is_verified_and_still_cap(kind: str) -> None:
    data = signed(kind)
    assert faults_of(data) == ()
    verified = verify_alert(data, trust(kind))
    assert verified.read() == read_alert(ALERT_BYTES)
    assert verified.certificate == signer(kind)[1]
    assert b"Signature" not in verified.signed
    methods = [element.get("Algorithm") for element in etree.fromstring(data).iter(f"{DS}SignatureMethod")]
    assert methods == [f"http://www.w3.org/2001/04/xmldsig-more#{kind}-sha256"]


def test_a_certificate_may_be_pinned_by_its_fingerprint() -> None:
    _, certificate = signer()
    assert verify_alert(signed(), Trust(fingerprints={fingerprint(certificate)})).certificate == certificate
    assert "not pinned, or is revoked" in refusal(signed(), Trust(fingerprints={"0" * 64}))


def test_keys_change_without_a_gap() -> None:
    both = Trust(certificates=(signer()[1], signer("ecdsa")[1]))
    assert verify_alert(signed("rsa"), both).certificate == signer("rsa")[1]
    assert verify_alert(signed("ecdsa"), both).certificate == signer("ecdsa")[1]


def test_the_alert_s_own_certificate_is_not_believed() -> None:
    other = signer(whose="A forger")
    assert "not of a pinned certificate, or was changed" in refusal(sign_alert(ALERT_BYTES, *other))
    assert "not pinned, or is revoked" in refusal(sign_alert(ALERT_BYTES, *other), Trust())


def test_a_certificate_of_the_same_name_with_another_key_is_not_believed() -> None:
    key = rsa.generate_private_key(65537, 2048)
    assert "not of a pinned" in refusal(sign_alert(ALERT_BYTES, key, certify(key, "An invented embassy", BEGINS, ENDS)))


def test_the_pinned_certificate_in_another_s_signature_does_not_help() -> None:
    root = etree.fromstring(sign_alert(ALERT_BYTES, *signer(whose="A forger")))
    root.find(f".//{DS}X509Certificate").text = b64encode(signer()[1].public_bytes(Encoding.DER))
    assert "not of a pinned certificate, or was changed" in refusal(etree.tostring(root))


def test_a_revoked_certificate_is_refused_whatever_the_date() -> None:
    _, certificate = signer()
    for trusted in (Trust(certificates=(certificate,)), Trust(fingerprints={fingerprint(certificate)})):
        revoked = Trust(trusted.certificates, trusted.fingerprints, revoked={fingerprint(certificate)})
        assert "not pinned, or is revoked" in refusal(signed(), revoked)


def test_a_certificate_has_to_hold_when_the_alert_is_sent() -> None:
    key, _ = signer()
    for begins, ends in ((SENT + timedelta(hours=1), ENDS), (BEGINS, SENT - timedelta(hours=1))):
        late = certify(key, "An invented embassy", begins, ends)
        with pytest.raises(BadSignature, match="did not hold when the alert was sent"):
            sign_alert(ALERT_BYTES, key, late)
        assert "did not hold when the alert was sent" in refusal(signed(), Trust(certificates=(late,)))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (ALERT_BYTES.replace(b"cap:1.2", b"cap:1.1"), "it is CAP 1.1; expected CAP 1.2"),
        (ALERT_BYTES.replace(b"cap:1.2", b"cap:9.9"), "expected an alert of CAP 1.1 or 1.2"),
        (ALERT_BYTES.replace(b"sent>", b"when>"), "sent: it is missing, or no instant"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]>' + ALERT_BYTES.split(b"?>")[1], "a DOCTYPE or an entity"),
        (ALERT_BYTES[:200], "not XML"),
        (b"", "not XML"),
        (b"x" * 5_000_000, "expected an alert of no more than 4,000,000"),
    ],
)
def test_what_is_no_alert_is_not_signed(data: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        sign_alert(data, *signer())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("doctype", ["alert", 'alert SYSTEM "file:///etc/hostname"', "alert [<!ELEMENT a ANY>]"])
def test_a_doctype_is_refused_however_it_is_written(doctype: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE {doctype}>{ALERT_BYTES.decode().split("?>")[1]}'
    assert "a DOCTYPE or an entity" in refusal(text.encode(encoding))


def test_laughs_are_not_waited_for() -> None:
    """Entities within entities, in texts and in attributes, where parsers expand them whatever they are told."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = ALERT_BYTES.decode().split("?>")[1]
    for text in (body.replace("Stay in shelter", "&l9;"), body.replace("<status>", '<status a="&l9;">')):
        begun = process_time()
        assert refusal(f'<!DOCTYPE a [<!ENTITY l0 "lol">{laughs}]>{text}'.encode())
        assert process_time() - begun < 1


def test_an_alert_is_not_signed_twice_nor_with_a_key_that_is_not_the_certificate_s() -> None:
    with pytest.raises(BadInput, match="signed already"):
        sign_alert(signed(), *signer())
    with pytest.raises(BadInput, match="the key is not the certificate's"):
        sign_alert(ALERT_BYTES, signer("ecdsa")[0], signer("rsa")[1])


# --- Tampering -------------------------------------------------------------------------------------------------------


def test_an_unsigned_alert_is_refused() -> None:
    assert refusal(ALERT_BYTES) == "x.xml: it is not signed; expected an enveloped XML signature"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Stay in shelter", b"Go to the station"),
        (b"36.15 49.95,36.35", b"36.14 49.95,36.35"),
        (b"<status>Exercise", b"<status>Actual"),
        (b"2022-03-02T13", b"2022-03-03T13"),
        (b"    <headline>", b"     <headline>"),
        (b"<event>", b"<event xml:lang='en'>"),
        (b"</info>", b"</info><info/>"),
    ],
)
def test_what_was_changed_is_refused(old: bytes, new: bytes) -> None:
    assert old in signed()
    assert refusal(signed().replace(old, new))


@settings(max_examples=120, deadline=2000)
@given(st.integers(0, 2**32))
def test_no_byte_of_what_is_signed_can_be_changed_unseen(seed: int) -> None:
    random, data = Random(seed), bytearray(signed())
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    verified = verified_or_none(bytes(data))
    assert verified is None or verified.signed == verify_alert(signed(), trust()).signed


@pytest.mark.soak
def test_no_bit_of_the_signed_alert_can_be_changed_unseen() -> None:
    data, whole = signed(), verify_alert(signed(), trust()).signed
    for at in range(8 * len(data)):
        changed = bytearray(data)
        changed[at // 8] ^= 1 << at % 8
        verified = verified_or_none(bytes(changed))
        assert verified is None or verified.signed == whole


@settings(max_examples=150, deadline=2000)
@given(st.integers(0, 2**32))
def test_elements_moved_doubled_or_brought_in_are_never_taken_for_what_was_signed(seed: int) -> None:
    """Wrapping as nobody has thought of it yet."""
    random, root = Random(seed), etree.fromstring(signed())
    for _ in range(random.randrange(1, 5)):
        elements = list(root.iter())
        one, other = random.choice([*elements, forged(), etree.fromstring(signed())]), random.choice(elements)
        if random.randrange(2) or one is root:
            one = deepcopy(one)
        elif one in other.iterancestors() or one is other:
            continue
        other.insert(random.randrange(len(other) + 1), one)
    verified = verified_or_none(etree.tostring(root))
    assert verified is None or verified.signed == verify_alert(signed(), trust()).signed


def test_comments_change_nothing_of_what_is_returned() -> None:
    with_comment = signed().replace(b"Stay in shelter", b"Stay<!-- do not --> in shelter")
    verified = verified_or_none(with_comment)
    assert verified is not None
    assert verified.read().infos[0].headline == "Stay in shelter"


@pytest.mark.parametrize("weak", [(SignatureMethod.RSA_SHA1, "SHA256"), (SignatureMethod.RSA_SHA256, "SHA1")])
def test_sha_1_is_refused(weak: tuple[SignatureMethod, str]) -> None:
    class Weak(XMLSigner):
        def check_deprecated_methods(self) -> None:
            """Lets SHA-1 through."""

    made = Weak(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=weak[0],
        digest_algorithm=DigestAlgorithm[weak[1]],
        c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#",
    ).sign(etree.fromstring(ALERT_BYTES), key=signer()[0], cert=[signer()[1]])
    assert "by a method that is not trusted, such as SHA-1" in refusal(etree.tostring(made))


def test_a_short_rsa_key_is_refused() -> None:
    key = rsa.generate_private_key(65537, 1024)
    certificate = certify(key, "Short", BEGINS, ENDS)
    data = sign_alert(ALERT_BYTES, key, certificate)
    assert refusal(data, Trust(certificates=(certificate,)))


# --- Wrapping: the signed element stays somewhere, and something else stands where it is looked for ------------------


def forged() -> etree._Element:
    """An alert that nobody signed."""
    return etree.fromstring(
        ALERT_BYTES.replace(b"Stay in shelter", b"Go to the station").replace(b"small-1", b"evil-1")
    )


def parts() -> tuple[etree._Element, etree._Element]:
    """The signed alert, and its signature, not in it any more."""
    root = etree.fromstring(signed())
    signature = root.find(f"{DS}Signature")
    root.remove(signature)
    return root, signature


def in_object(signature: etree._Element, what: etree._Element) -> None:
    etree.SubElement(signature, f"{DS}Object").append(what)


def xsw1() -> etree._Element:
    """The forged alert as root; the signed one within the signature."""
    root, (original, signature) = forged(), parts()
    signature.append(original)
    root.append(signature)
    return root


def xsw2() -> etree._Element:
    """The forged alert as root; the signed one and the signature side by side in it."""
    root, (original, signature) = forged(), parts()
    root.append(original)
    root.append(signature)
    return root


def xsw3() -> etree._Element:
    """The signed alert, signature within, as a child of the forged one."""
    root = forged()
    root.append(etree.fromstring(signed()))
    return root


def xsw4() -> etree._Element:
    """The forged alert, and the signed one within its info."""
    root = forged()
    root.find(f"{CAP}info").append(etree.fromstring(signed()))
    return root


def xsw5() -> etree._Element:
    """The signed alert as root, the forged one in it, its own parts pushed behind."""
    root = etree.fromstring(signed())
    root.insert(0, forged())
    return root


def xsw6() -> etree._Element:
    """The forged alert as root, with the signature; the signed one in an object of it."""
    root, (original, signature) = forged(), parts()
    in_object(signature, original)
    root.append(signature)
    return root


def xsw7() -> etree._Element:
    """The signed alert as root; the forged one in an element that nobody knows."""
    root = etree.fromstring(signed())
    etree.SubElement(root, "{urn:e}extension").append(forged())
    return root


def xsw8() -> etree._Element:
    """The signed alert as root; the forged one in an object of the signature, where it would not be covered."""
    root = etree.fromstring(signed())
    in_object(root.find(f"{DS}Signature"), forged())
    return root


def in_two_signatures() -> etree._Element:
    root = etree.fromstring(signed())
    root.append(deepcopy(root.find(f"{DS}Signature")))
    return root


def by_reference() -> etree._Element:
    """The signature says that it covers an element of some Id, which stands within."""
    root, (original, signature) = forged(), parts()
    original.set("Id", "a")
    signature.find(f".//{DS}Reference").set("URI", "#a")
    in_object(signature, original)
    root.append(signature)
    return root


def with_a_filter() -> etree._Element:
    """A transform that leaves out what is not to be seen."""
    root = etree.fromstring(signed())
    transform = root.find(f".//{DS}Transform")
    transform.addnext(
        etree.fromstring(f'<Transform xmlns="{DS[1:-1]}" Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"/>')
    )
    return root


def with_two_references() -> etree._Element:
    root = etree.fromstring(signed())
    reference = root.find(f".//{DS}Reference")
    reference.addnext(deepcopy(reference))
    return root


@pytest.mark.parametrize(
    "wrapped",
    [xsw1, xsw2, xsw3, xsw4, xsw5, xsw6, xsw7, xsw8, in_two_signatures, by_reference, with_a_filter,
     with_two_references],
)  # fmt: skip
def test_a_wrapped_alert_is_refused(wrapped) -> None:
    assert refusal(etree.tostring(wrapped()))


def test_an_alert_with_an_entity_is_not_looked_at() -> None:
    data = signed().replace(b"<alert", b'<!DOCTYPE alert [<!ENTITY x "y">]><alert', 1)
    assert "a DOCTYPE or an entity" in refusal(data)


# --- Strangers -------------------------------------------------------------------------------------------------------


def key_of(kind: str, *, certificate: bool) -> "xmlsec.Key":
    key, cert = signer(kind)
    if certificate:
        return xmlsec.Key.from_memory(cert.public_bytes(Encoding.PEM), xmlsec.constants.KeyDataFormatCertPem)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem)


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_xmlsec_verifies_what_we_sign(kind: str) -> None:
    root = etree.fromstring(signed(kind))
    context = xmlsec.SignatureContext()
    context.key = key_of(kind, certificate=True)
    context.verify(root.find(f"{DS}Signature"))
    changed = etree.fromstring(signed(kind).replace(b"Stay in", b"Go from"))
    with pytest.raises(xmlsec.Error):
        context.verify(changed.find(f"{DS}Signature"))


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_what_xmlsec_signs_we_verify(kind: str) -> None:
    verified = verify_alert(signed_by_xmlsec(kind, "TransformExclC14N"), trust(kind))
    assert verified.read() == read_alert(ALERT_BYTES)


def test_another_canonical_form_is_refused_by_its_name() -> None:
    assert "expected an enveloped signature in exclusive canonical form" in refusal(
        signed_by_xmlsec("rsa", "TransformInclC14N")
    )


def signed_by_xmlsec(kind: str, form: str) -> bytes:
    root = etree.fromstring(ALERT_BYTES)
    method = getattr(xmlsec.constants, f"Transform{'Rsa' if kind == 'rsa' else 'Ecdsa'}Sha256")
    signature = xmlsec.template.create(root, getattr(xmlsec.constants, form), method)
    root.append(signature)
    reference = xmlsec.template.add_reference(signature, xmlsec.constants.TransformSha256, uri="")
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, getattr(xmlsec.constants, form))
    context = xmlsec.SignatureContext()
    context.key = key_of(kind, certificate=False)
    context.sign(signature)
    return etree.tostring(root)
