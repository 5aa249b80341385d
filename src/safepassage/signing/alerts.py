"""CAP alerts signed by an enveloped XML signature and verified against pinned certificates (rule D5)."""

import binascii
from base64 import b64decode
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from safepassage.errors import BadInput, BadSignature, Fault
from safepassage.formats.cap import LARGEST, NAMESPACES, Alert, parse_instant, read_alert
from safepassage.signing.keys import SHORTEST_RSA, AlertKey, PrivateKey, fingerprint

_ROOTS = {version: f"{{{namespace}}}alert" for version, namespace in NAMESPACES.items()}
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_ENVELOPED = SignatureConstructionMethod.enveloped.value
_EXCLUSIVE = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
_METHODS = frozenset({
    SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512,
    SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384, SignatureMethod.ECDSA_SHA512,
})  # fmt: skip
_DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})


@dataclass(frozen=True)
class Trust:
    """Which certificates are believed: given by whoever verifies, never taken from the alert."""

    certificates: tuple[x509.Certificate, ...] = ()
    fingerprints: Set[str] = field(default_factory=frozenset)  # of certificates that the alert may bring along
    revoked: Set[str] = field(default_factory=frozenset)  # fingerprints


@dataclass(frozen=True)
class Verified:
    """The very bytes that a signature covers, and its certificate. Nothing else of the file is to be used."""

    signed: bytes  # canonical XML, without the signature
    certificate: x509.Certificate
    file: str

    def read(self) -> Alert:
        """What was signed. Raises BadInput where it is no alert that can be read."""
        return read_alert(self.signed, self.file)


def sign_alert(data: bytes, key: PrivateKey, certificate: x509.Certificate, file: str = "alert.xml") -> bytes:
    """The alert with an enveloped signature as its last element: SHA-256, exclusive canonical form, the certificate.

    What the alert says is not judged here: what `write_alert` wrote is sound, for anything else ask `faults_of` first.
    Raises BadInput where it is no CAP 1.2, is signed already, the key is not the certificate's, or the certificate
    does not hold at the time that the alert gives as sent.
    """
    root = _alert_of(data, file)
    if root.tag != _ROOTS["1.2"]:
        raise BadInput([Fault(file, "", "it is CAP 1.1", "CAP 1.2, which says how alerts are signed")])
    if next(root.iter(f"{_DS}Signature"), None) is not None:
        raise BadInput([Fault(file, "", "it is signed already", "an alert without a signature")])
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise BadInput([Fault(file, "", "an Ed25519 key does not sign CAP", "an RSA or ECDSA key")])
    if key.public_key() != certificate.public_key():
        raise BadInput([Fault(file, "", "the key is not the certificate's", "the key that the certificate is of")])
    _check_period(root, certificate, file)
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=_method(key),
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=_EXCLUSIVE,
    )
    signed = signer.sign(root, key=key, cert=[certificate])
    return cast(bytes, etree.tostring(signed, xml_declaration=True, encoding="UTF-8")) + b"\n"


def verify_alert(data: bytes, trust: Trust, file: str = "alert.xml") -> Verified:
    """What was signed, if one of the trusted certificates signed all of the alert.

    Raises BadSignature where it is not signed, not signed whole, signed by somebody else or with SHA-1, was changed
    since, or where the certificate did not hold when it was sent, or is revoked; BadInput where it is no CAP.
    """
    root = _alert_of(data, file)
    signature = _only_signature(root, file)
    refusals = []
    for certificate in _candidates(signature, trust):
        try:
            result = _verified_by(certificate, root)
        except (SignXMLException, etree.LxmlError, ValueError, TypeError) as error:
            refusals.append(str(error))
            continue
        if result.signed_xml is None or result.signed_xml.tag != root.tag:
            raise _bad(file, "what is signed is no alert", "an alert that is signed whole")
        _check_period(result.signed_xml, certificate, file)
        return Verified(result.signed_data, certificate, file)
    if not refusals:
        raise _bad(file, "it is signed with a certificate that is not pinned, or is revoked", "a pinned certificate")
    raise _bad(file, _in_words(refusals), "the alert just as the owner of the pinned certificate signed it")


def _alert_of(data: bytes, file: str) -> etree._Element:
    """The root, for signxml. DOCTYPEs are refused; until then nothing is loaded, and libxml2 bounds what it expands."""
    if len(data) > LARGEST:
        raise BadInput([Fault(file, "", f"it has {len(data):,} bytes", f"an alert of no more than {LARGEST:,}")])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadInput([Fault(file, "", "not XML", "a CAP alert")]) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadInput([Fault(file, "", "it holds a DOCTYPE or an entity", "plain XML without them")])
    if root.tag not in _ROOTS.values():
        raise BadInput([Fault(file, "", f"the root is {root.tag:.60}", "an alert of CAP 1.1 or 1.2")])
    return root


def _only_signature(root: etree._Element, file: str) -> etree._Element:
    """The alert's one signature, if it covers the whole alert and nothing is hung beside it to be taken for it."""
    signatures = list(root.iter(f"{_DS}Signature"))
    if not signatures:
        raise _bad(file, "it is not signed", "an enveloped XML signature")
    if len(signatures) > 1:
        raise _bad(file, f"it has {len(signatures)} signatures", "one")
    (signature,) = signatures
    if signature.getparent() is not root:
        raise _bad(file, "its signature stands within another element", "the signature right within the alert")
    references = list(signature.iter(f"{_DS}Reference"))
    if len(references) != 1 or references[0].get("URI") != "":
        raise _bad(file, "the signature covers something else than the whole alert", "one reference, to all of it")
    if signature.find(f"{_DS}Object") is not None:
        raise _bad(file, "the signature holds an object", "a signature without any")
    forms = [each.get("Algorithm") for each in signature.iter(f"{_DS}CanonicalizationMethod", f"{_DS}Transform")]
    if forms != [_EXCLUSIVE.value, _ENVELOPED, _EXCLUSIVE.value]:
        wrong = "the alert is transformed otherwise than enveloped signatures need"
        raise _bad(file, wrong, "an enveloped signature in exclusive canonical form, without comments")
    return signature


def _candidates(signature: etree._Element, trust: Trust) -> Iterator[x509.Certificate]:
    """Trusted certificates: those at hand, then those that the alert brings along, where their fingerprint is known."""
    for certificate in trust.certificates:
        if not trust.revoked or fingerprint(certificate) not in trust.revoked:
            yield certificate
    if trust.fingerprints:
        known = trust.fingerprints - trust.revoked
        yield from (certificate for certificate in _brought(signature) if fingerprint(certificate) in known)


def _brought(signature: etree._Element) -> Iterator[x509.Certificate]:
    for element in signature.iter(f"{_DS}X509Certificate"):
        try:
            yield x509.load_der_x509_certificate(b64decode(element.text or ""))
        except (ValueError, binascii.Error):
            continue


def _verified_by(certificate: x509.Certificate, root: etree._Element) -> VerifyResult:
    public = certificate.public_key()
    if not isinstance(public, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise ValueError("the certificate's key is neither RSA nor ECDSA")
    if isinstance(public, rsa.RSAPublicKey) and public.key_size < SHORTEST_RSA:
        raise ValueError(f"the certificate's RSA key has {public.key_size} bits")
    expected = SignatureConfiguration(
        location="./",
        signature_methods=_METHODS,
        digest_algorithms=_DIGESTS,
        verification_time=certificate.not_valid_before_utc,  # its period is checked against the time that was signed
    )
    return cast(VerifyResult, XMLVerifier().verify(root, x509_cert=certificate, expect_config=expected))


def _check_period(alert: etree._Element, certificate: x509.Certificate, file: str) -> None:
    """That the certificate held when the alert was sent, as it says itself: an old key signs nothing new."""
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    namespace = alert.tag.removesuffix("alert")
    try:
        (sent,) = (parse_instant((element.text or "").strip()) for element in alert.findall(f"{namespace}sent"))
    except ValueError as error:
        raise BadInput(
            [Fault(file, "sent", "it is missing, or no instant", "when the alert was sent, once")]
        ) from error
    if not begins <= sent <= ends:
        wrong = f"the certificate did not hold when the alert was sent, {sent.isoformat()}"
        raise _bad(file, wrong, f"a time from {begins.isoformat()} to {ends.isoformat()}")


def _method(key: AlertKey) -> SignatureMethod:
    return SignatureMethod.RSA_SHA256 if isinstance(key, rsa.RSAPrivateKey) else SignatureMethod.ECDSA_SHA256


def _in_words(refusals: list[str]) -> str:
    if any("SHA1" in refusal or "forbidden" in refusal for refusal in refusals):
        return "it is signed by a method that is not trusted, such as SHA-1"
    if any("Digest mismatch" in refusal for refusal in refusals):
        return "it was changed after it was signed"
    return "the signature is not of a pinned certificate, or was changed"


def _bad(file: str, wrong: str, expected: str) -> BadSignature:
    return BadSignature([Fault(file, "", wrong, expected)])
