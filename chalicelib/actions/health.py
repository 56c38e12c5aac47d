"""Whether this deployment works, for monitors."""

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from chalicelib import __version__

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


class Health(BaseModel):
    """What a monitor is told: that the function runs and the database answers, and which version runs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    status: Literal["ok"] = "ok"
    version: str = __version__


def check_health(services: "Services") -> Health:
    """Read one item of the database, write nothing.

    Raises:
        errors.Unavailable: the database does not answer.
    """
    from chalicelib.storage.installation import InstallationStore

    InstallationStore(services.table).ping()
    return Health()
