"""An HTTP API in the template instead of Chalice's REST API: one `$default` route, $1.00 instead of $3.50 a million requests.

Chalice knows only REST, and describes each of its routes there: nine tenths of the template. An HTTP API passes every
request on, and the function finds the route (``chalicelib.web.http_api``).
"""

from typing import Any, Final

from chalicelib.web.http_api import PAYLOAD

LOG_DAYS: Final = 30
TIMEOUT_MS: Final = 30_000
"""The most that an HTTP API waits."""

ACCESS_LOG: Final = (
    '{"request_id":"$context.requestId","time":"$context.requestTime","method":"$context.httpMethod",'
    '"status":"$context.status","bytes":"$context.responseLength","ms":"$context.responseLatency",'
    '"function_status":"$context.integrationStatus","function_ms":"$context.integrationLatency",'
    '"error":"$context.error.responseType"}'
)
"""One line a request without personal data: no address, no path (it may hold a link's secret), no header."""

_REST: Final = "RestAPI"
_HANDLER: Final = "APIHandler"
_PERMISSION: Final = "APIHandlerInvokePermission"


def replace_rest(template: dict[str, Any]) -> dict[str, Any]:
    """Return the template with an HTTP API, with the throttle of its REST API's stage."""
    resources = dict(template["Resources"])
    rest = resources.pop(_REST)
    (throttle,) = rest["Properties"]["MethodSettings"]
    resources |= _gateway(throttle)
    resources[_PERMISSION] = _allow(resources[_PERMISSION])
    outputs = {name: value for name, value in template["Outputs"].items() if name != f"{_REST}Id"}
    outputs |= {
        "HttpApiId": {"Value": {"Ref": "HttpApi"}},
        "EndpointURL": {
            "Value": {"Fn::Sub": "https://${HttpApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"}
        },
    }
    return template | {"Resources": resources, "Outputs": outputs}


def _gateway(throttle: dict[str, Any]) -> dict[str, Any]:
    api = {"Ref": "HttpApi"}
    return {
        "HttpApi": {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {"Name": {"Ref": "AWS::StackName"}, "ProtocolType": "HTTP"},
        },
        "HttpApiIntegration": {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {
                "ApiId": api,
                "IntegrationType": "AWS_PROXY",
                "IntegrationUri": {"Fn::GetAtt": [_HANDLER, "Arn"]},
                "PayloadFormatVersion": PAYLOAD,
                "TimeoutInMillis": TIMEOUT_MS,
            },
        },
        "HttpApiRoute": {
            "Type": "AWS::ApiGatewayV2::Route",
            "Properties": {
                "ApiId": api,
                "RouteKey": "$default",
                "Target": {"Fn::Sub": "integrations/${HttpApiIntegration}"},
            },
        },
        "HttpApiStage": {
            "Type": "AWS::ApiGatewayV2::Stage",
            "Properties": {
                "ApiId": api,
                "StageName": "$default",
                "AutoDeploy": True,
                "DefaultRouteSettings": {
                    name: throttle[name] for name in ("ThrottlingBurstLimit", "ThrottlingRateLimit")
                },
                "AccessLogSettings": {
                    "DestinationArn": {"Fn::GetAtt": ["AccessLogs", "Arn"]},
                    "Format": ACCESS_LOG,
                },
            },
        },
        "AccessLogs": {
            "Type": "AWS::Logs::LogGroup",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Properties": {
                "LogGroupName": {"Fn::Sub": "/aws/vendedlogs/${AWS::StackName}-access"},
                "RetentionInDays": LOG_DAYS,
            },
        },
    }


def _allow(permission: dict[str, Any]) -> dict[str, Any]:
    """Let this API call the function, by whatever stage and route."""
    source = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/*"
    return permission | {
        "Properties": permission["Properties"] | {"SourceArn": {"Fn::Sub": source}}
    }
