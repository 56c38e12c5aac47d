"""The keys of the bucket's objects.

Only erasing lists them; everything else requests them by key:

=====================================================  ============================================
key                                                    object
=====================================================  ============================================
``exports/<random>``                                   a download too large for an answer; a week
``documents/<event>/<id>/<maker>``                     a document as one attempt made it; a day
``incoming/<event>/<form>/<upload id>``                a file that waits for its answer; a week
``incoming/<event>/.materials/<upload id>``            a file that waits to become a material; a week
``incoming/<event>/.forms/<form>/<upload id>``         a spreadsheet with its files that waits to be
                                                       taken as a form's draft; a week
``incoming/<event>/.finished/<upload id>``             which material it became; a week
``kept/<event>/<form>/<submission id>/<upload id>``    a file of a submission
``media/<event>/<form>/<sha256>``                      a file attached to a form
``media/<event>/<sha256>``                             an uploaded material of an event
``photos/<event>/<sha256>``                            a photo of the event's record
=====================================================  ============================================
"""


def incoming_object(event: str, form: str, id: str) -> str:  # noqa: A002 -- its name everywhere
    """A file that waits for its answer."""
    return f"incoming/{event}/{form}/{id}"


def waiting_material(event: str, id: str) -> str:  # noqa: A002 -- its name everywhere
    """A file that waits to become a material; no form's name begins with a dot."""
    return f"incoming/{event}/.materials/{id}"


def waiting_form(event: str, form: str, id: str) -> str:  # noqa: A002 -- its name everywhere
    """A spreadsheet with its files that waits to be taken as a form's draft."""
    return f"incoming/{event}/.forms/{form}/{id}"


def finished_material(event: str, id: str) -> str:  # noqa: A002 -- its name everywhere
    """Which material an uploaded file became."""
    return f"incoming/{event}/.finished/{id}"


def kept_objects(event: str, form: str, submission: str) -> str:
    """The beginning of the keys of a submission's files."""
    return f"kept/{event}/{form}/{submission}/"


def media_object(event: str, form: str, digest: str) -> str:
    """A file attached to a form, by the SHA-256 of its content."""
    return f"media/{event}/{form}/{digest}"


def material_object(event: str, digest: str) -> str:
    """An uploaded material of an event, by the SHA-256 of its content."""
    return f"media/{event}/{digest}"


def photo_objects(event: str) -> str:
    """The beginning of the keys of the photos of an event's record."""
    return f"photos/{event}/"


def photo_object(event: str, digest: str) -> str:
    """A photo of an event's record, by the SHA-256 of its content."""
    return photo_objects(event) + digest


def document_object(event: str, id: str, maker: str) -> str:  # noqa: A002 -- its name everywhere
    """A document as one attempt made it."""
    return f"documents/{event}/{id}/{maker}"


def event_objects(event: str) -> tuple[str, ...]:
    """The beginnings of the keys of all objects of an event."""
    return tuple(
        f"{kind}/{event}/" for kind in ("documents", "incoming", "kept", "media", "photos")
    )
