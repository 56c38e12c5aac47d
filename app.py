"""What Chalice deploys: the app, its blueprints, and the endpoint that answers every request."""

from chalice.app import Chalice

from chalicelib import wiring
from chalicelib.jobs import jobs
from chalicelib.web import api, logs, organiser, participant
from chalicelib.web.endpoint import Endpoint

logs.to_standard_output()

app = Chalice(app_name="pikir", configure_logs=False)
app.api.binary_types = ["*/*"]
app.register_blueprint(participant.blueprint)
app.register_blueprint(organiser.blueprint)
app.register_blueprint(api.blueprint)
app.register_blueprint(jobs)
app.register_middleware(
    Endpoint((*participant.ROUTES, *organiser.ROUTES, *api.ROUTES), wiring.services), "http"
)
