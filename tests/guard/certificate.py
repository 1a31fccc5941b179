"""A certificate for this machine, of an authority that nobody knows."""

from pathlib import Path

import trustme


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """The files with the certificate and its key."""
    certificate = trustme.CA().issue_cert('localhost', '127.0.0.1')
    cert, key = folder / 'cert.pem', folder / 'key.pem'
    certificate.private_key_pem.write_to_path(key)
    for pem in certificate.cert_chain_pems:
        pem.write_to_path(cert, append=True)
    return cert, key
