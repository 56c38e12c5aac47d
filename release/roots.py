"""The certificates of Amazon's own roots, picked from the bundle that botocore ships.

To load all of the bundle takes ten milliseconds of each cold start. AWS's services are signed by these five
(https://www.amazontrust.com/repository/).
"""

import re
import warnings
from collections.abc import Mapping
from pathlib import Path

import botocore
from cryptography import x509
from cryptography.x509.oid import NameOID

_BUNDLE = Path(botocore.__file__).parent / "cacert.pem"
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
_WANTED = frozenset(
    {
        *("Amazon Root CA 1", "Amazon Root CA 2", "Amazon Root CA 3", "Amazon Root CA 4"),
        "Starfield Services Root Certificate Authority - G2",
    }
)
_FILE = Path(__file__).parent.parent / "chalicelib" / "storage" / "direct" / "amazon_roots.pem"


def files() -> Mapping[Path, bytes]:
    """Return the file of the roots as PEM, each under its name; raise ``LookupError`` where the bundle lacks one."""
    found = {}
    for block in _CERTIFICATE.findall(_BUNDLE.read_text("ascii")):
        for name in _WANTED.intersection(_common_names(block)):
            found[name] = block
    missing = _WANTED - found.keys()
    if missing:
        raise LookupError(f"botocore's bundle has no {', '.join(sorted(missing))}")
    return {_FILE: "".join(f"# {name}\n{found[name]}\n" for name in sorted(found)).encode()}


def _common_names(block: str) -> set[str]:
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # some old roots of others have serial numbers that are not allowed any more
        subject = x509.load_pem_x509_certificate(block.encode()).subject
    return {str(each.value) for each in subject.get_attributes_for_oid(NameOID.COMMON_NAME)}
