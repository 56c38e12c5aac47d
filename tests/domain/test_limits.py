import pytest

from chalicelib.domain.limits import FORM_UPLOADS, REGISTRATIONS, UPLOADS, client_network


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("192.0.2.1:46532", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:3:4:5:6:443", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9:443", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("unknown, proxy", "unknown"),
        ("٣.٣.٣.٣", "unknown"),
    ],
)
def test_a_client_counts_as_its_network(address: str, network: str) -> None:
    assert client_network(address) == network


def test_a_classroom_of_thirty_devices_stays_far_below_the_limits() -> None:
    devices, photos, photo = 30, 5, 10 * 1024 * 1024
    assert REGISTRATIONS.most >= 4 * devices
    assert UPLOADS.most >= 2 * devices * photos
    assert UPLOADS.most_bytes >= 2 * devices * photos * photo
    assert FORM_UPLOADS.most_bytes > UPLOADS.most_bytes
