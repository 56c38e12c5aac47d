"""The setting of a measurement: a dynoxide, the declared table, one open event with its form."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from bench import sample
from chalicelib.actions import drafts, events, forms
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import SYSTEM
from local.resources import ROOT

REGION = "eu-central-1"


def environment(endpoint: str) -> dict[str, str]:
    """Return the environment of a measured process: made-up credentials, a real local table."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "PIKIR_TABLE": "pikir",
        "PIKIR_DYNAMODB_ENDPOINT": endpoint,
    }


def prepare(services: Services) -> None:
    """Create the open event with its published form."""
    events.create_event(services, SYSTEM, json.dumps(sample.EVENT_DOCUMENT).encode())
    document = json.dumps(sample.DEFINITION).encode()
    drafts.save_form(services, SYSTEM, sample.EVENT, sample.FORM, document)
    forms.publish_form(services, SYSTEM, sample.EVENT, sample.FORM)
    events.change_event(services, SYSTEM, sample.EVENT, b'{"state": "open"}')


def run_module(module: str, variables: Mapping[str, str], *arguments: str) -> Any:  # noqa: ANN401 -- each module's own JSON
    """Run a module in a process of its own and return the JSON that it prints."""
    command = [sys.executable, "-m", module, *arguments]
    result = subprocess.run(command, env=variables, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    return json.loads(result.stdout)
