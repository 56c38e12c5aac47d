"""What the yardsticks check of a response, as one would write it by hand."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Answers(BaseModel):
    """The nine answers to ``bench.sample``'s form, as a hand-written model."""

    model_config = ConfigDict(strict=True, extra="forbid")

    who: Literal["official", "deputy", "psychologist", "pupil"]
    overall: int = Field(ge=1, le=5)
    useful: int = Field(ge=0, le=10)
    topics: list[Literal["law", "health", "school", "family"]]
    clear: int = Field(ge=1, le=5)
    hours: float = Field(ge=0, le=24)
    best: str = Field(max_length=2000)
    missing: str = Field(max_length=2000)
    again: Literal["yes", "no"]


class Submission(BaseModel):
    """The body of the request."""

    model_config = ConfigDict(strict=True, extra="forbid")

    id: str = Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    language: Literal["kk", "ru", "en"]
    answers: Answers

    def item(self, received_at: str) -> dict[str, Any]:
        """Return the item that is stored."""
        return {
            "pk": {"S": "RESP#bare#impressions#0"},
            "sk": {"S": self.id},
            "received_at": {"S": received_at},
            "language": {"S": self.language},
            "answers": {"S": self.answers.model_dump_json()},
        }


class Registered(BaseModel):
    """The answers of a registration."""

    model_config = ConfigDict(strict=True, extra="forbid")

    category: Literal["official", "deputy", "psychologist", "pupil"]
    name: str = Field(max_length=120)
    consent: Literal["OK"]


class Registration(BaseModel):
    """The body of the request for a place."""

    model_config = ConfigDict(strict=True, extra="forbid")

    id: str = Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    language: Literal["kk", "ru", "en"]
    answers: Registered
