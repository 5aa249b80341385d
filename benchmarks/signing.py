"""Signing and verifying CAP: what pinning and refusing cost beside bare signxml, in turn in one run.

`python -m benchmarks.signing`
"""

import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median

from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureConstructionMethod
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from benchmarks.measuring import paired, seconds
from safepassage.formats.cap import Alert, Area, Info, faults_of, parse_polygon, write_alert
from safepassage.signing import Trust, certify, sign_alert, verify_alert
from safepassage.signing.keys import new_alert_key

AT_MOST, RUNS, A_RUN = 1.2, 15, 10
SENT = datetime(2022, 3, 2, 7, tzinfo=UTC)


def alert() -> bytes:
    """A Move alert in two languages with one outline, as the desk sends it; invented."""
    outline = parse_polygon("49.95,36.15 49.95,36.35 50.0,36.4 50.05,36.35 50.05,36.15 49.95,36.15")
    info = Info(
        categories=("Security",), event="Move", response_types=("Evacuate",), urgency="Immediate", severity="Extreme",
        certainty="Observed", effective=SENT, expires=SENT + timedelta(hours=9), headline="To Pisochyn by 18:00",
        description="From Kharkiv to Pisochyn, Babai, Bezliudivka by 18:00 today, on foot or any vehicle.",
        instruction="Not on the road by 14:55? Do not start. Stay in shelter. Reply 3.",
        areas=(Area(description="Kharkiv", polygons=(outline,)),),
    )  # fmt: skip
    both = (info, Info(**{**vars(info), "language": "hi-IN"}))
    return write_alert(
        Alert(
            identifier="b-1", sender="embassy@example.org", sent=SENT, status="Exercise", msg_type="Alert",
            scope="Public", infos=both,
        )
    )  # fmt: skip


def main() -> bool:
    """Whether both, RSA and ECDSA, take no longer than is to be reached."""
    return all([measure("RSA-SHA256, 3,072 bits", rsa_key=True), measure("ECDSA-SHA256, P-256", rsa_key=False)])


def measure(name: str, *, rsa_key: bool) -> bool:
    key = new_alert_key(rsa_key=rsa_key)
    certificate = certify(key, "An invented embassy", SENT - timedelta(days=1), SENT + timedelta(days=1))
    data, trust = alert(), Trust(certificates=(certificate,))
    method = "rsa-sha256" if rsa_key else "ecdsa-sha256"
    expected = SignatureConfiguration(location="./", verification_time=SENT)

    def bare() -> None:
        signer = XMLSigner(
            method=SignatureConstructionMethod.enveloped,
            signature_algorithm=method,
            c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
        )
        signed = etree.tostring(signer.sign(etree.fromstring(data), key=key, cert=[certificate]))
        XMLVerifier().verify(etree.fromstring(signed), x509_cert=certificate, expect_config=expected)

    def ours() -> None:
        verify_alert(sign_alert(data, key, certificate), trust)

    def judged() -> None:
        faults_of(data)
        verify_alert(sign_alert(data, key, certificate), trust).read()

    times = paired(partial(repeat, bare), partial(repeat, ours), RUNS)
    each, whole = median(times.theirs) / A_RUN * 1000, min(seconds(judged) for _ in range(RUNS)) * 1000
    print(
        f"sign and verify CAP, {name}: {times.ratio:.2f} times bare signxml (to reach: {AT_MOST}), {each:.1f} ms; "
        f"judged before and read afterwards, {whole:.1f} ms"
    )
    return times.ratio <= AT_MOST


def repeat(work) -> None:
    for _ in range(A_RUN):
        work()


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
