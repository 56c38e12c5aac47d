"""What Chalice deploys: the app, with its blueprints."""

from chalice.app import Chalice

from chalicelib import wiring
from chalicelib.jobs import jobs
from chalicelib.web import logs
from chalicelib.web.endpoint import Endpoint
from chalicelib.web.routes import all_routes

logs.to_standard_output()

app = Chalice(app_name="pikir", configure_logs=False)
app.api.binary_types = ["*/*"]
app.register_blueprint(Endpoint(all_routes(), wiring.services).blueprint())
app.register_blueprint(jobs)
