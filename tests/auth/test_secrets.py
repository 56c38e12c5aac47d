from chalicelib.auth import secrets


def test_an_api_token_has_a_prefix_and_256_bits() -> None:
    token = secrets.new_api_token()
    assert token.startswith("pikir_")
    assert len(token) - len("pikir_") == 43  # 256 bits, six to a character
    assert token != secrets.new_api_token()


def test_a_digest_is_repeatable_and_does_not_contain_the_secret() -> None:
    assert secrets.digest("pikir_a") == secrets.digest("pikir_a") != secrets.digest("pikir_b")
    assert "pikir" not in secrets.digest("pikir_a")


def test_a_csrf_token_belongs_to_one_session() -> None:
    assert secrets.csrf_token("one") == secrets.csrf_token("one") != secrets.csrf_token("two")
    assert not secrets.same(secrets.csrf_token("one"), "")
    assert secrets.same(secrets.csrf_token("one"), secrets.csrf_token("one"))


def test_text_outside_ascii_is_compared_without_an_error() -> None:
    assert not secrets.same("құпия", "\udc80")
    assert secrets.digest("\udc80")
