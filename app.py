"""What Chalice deploys: the app, its blueprints, and the endpoint that answers every request.

The collector of cycles rests while all this is loaded: hardly anything of it is garbage, and looking for some was a
tenth of a cold start. Afterwards it leaves out what was loaded, and looks again when 50,000 objects have come.
"""

import gc
import os

gc.disable()
# pydantic would read the metadata of every package in search of plug-ins.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # noqa: TID251 -- written, not read

from chalicelib import logs, wiring
from chalicelib.jobs import jobs
from chalicelib.web import api, organiser, participant
from chalicelib.web.endpoint import Endpoint
from chalicelib.web.http_api import HttpApiApp

logs.to_standard_output()

app = HttpApiApp(app_name="pikir", public_path=wiring.public_path, configure_logs=False)
app.api.binary_types = ["*/*"]
app.register_blueprint(participant.blueprint)
app.register_blueprint(organiser.blueprint)
app.register_blueprint(api.blueprint)
app.register_blueprint(jobs)
app.answer_with(Endpoint((*participant.ROUTES, *organiser.ROUTES, *api.ROUTES), wiring.services))

gc.freeze()
gc.set_threshold(50_000, 10, 10)
gc.enable()
