from chalicelib.domain.versions import in_order


def test_the_newest_order_leads_and_older_members_keep_their_neighbours() -> None:
    assert in_order([["a", "c", "e"], ["a", "b", "c", "d"], ["z", "a"]]) == list("zabcde")


def test_nothing_is_nothing() -> None:
    assert in_order([]) == []
