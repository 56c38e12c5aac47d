from typing import get_args

import pytest

from chalicelib import errors
from chalicelib.domain.permissions import ANYONE, PUBLIC, SYSTEM, Actor, Permission, require

ORGANISER = Actor(kind="organiser", id="aigerim@example.org")
EVERYTHING: tuple[Permission, ...] = get_args(Permission)


@pytest.mark.parametrize("permission", EVERYTHING)
def test_an_organiser_and_the_system_may_do_everything(permission: Permission) -> None:
    require(ORGANISER, permission)
    require(SYSTEM, permission)


@pytest.mark.parametrize("permission", sorted(PUBLIC))
def test_anyone_may_do_what_is_public(permission: Permission) -> None:
    require(ANYONE, permission)


@pytest.mark.parametrize("permission", sorted(set(EVERYTHING) - PUBLIC))
def test_a_forbidden_page_is_not_found(permission: Permission) -> None:
    with pytest.raises(errors.PageNotFound):
        require(ANYONE, permission)
