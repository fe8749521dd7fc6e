"""Two SOAP clients over real sockets, both independent of the console's own."""

from typing import Any

import httpx
import requests
import zeep
from zeep.transports import Transport

from smstui.sandbox.server import Sandbox

SERVICES = {
    "accountservice": "http://quative.tv/AccountServiceNamespace",
    "deviceservice": "http://quative.tv/DeviceServiceNamespace",
    "userservice": "http://quative.tv/UserServiceNamespace",
    "smartcardservice": "http://quative.tv/SmartcardServiceNamespace",
    "ottsessionservice": "http://quative.tv/OttSessionServiceNamespace",
    "acquiredcontentlistservice": "http://quative.tv/AcquiredContentListServiceNamespace",
    "accountprofileservice": "http://quative.tv/AccountProfileServiceNamespace",
    "accesspointservice": "http://quative.tv/AccessPointServiceNamespace",
    "profileservice": "http://quative.tv/ProfileServiceNamespace",
    "deviceclassifierservice": "http://quative.tv/DeviceClassifierServiceNamespace",
    "ratingservice": "http://quative.tv/RatingServiceNamespace",
    "policygroupservice": "http://quative.tv/PolicyGroupServiceNamespace",
    "SMSDomain": "http://nagra.com/xmlns/she/sdp/SMSDomain_v2.2",
}


class SoapDesk:
    """An operator with credentials in front of a running sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.access = sandbox.access.sdp2
        self._session = requests.Session()
        self._session.auth = (self.access.username, self.access.password)
        self._session.trust_env = False
        self.http = httpx.Client(
            auth=(self.access.username, self.access.password), trust_env=False, timeout=30
        )

    def close(self) -> None:
        self._session.close()
        self.http.close()

    def url(self, service: str, *, observed: bool = False) -> str:
        if service == "SMSDomain":
            return self.access.base_url + self.access.sms_path
        base = self.access.observed_base_path if observed else self.access.base_path
        return f"{self.access.base_url}{base}/{service}"

    def zeep(self, service: str, *, observed: bool = False) -> Any:
        """A zeep client on the service's own WSDL."""
        return zeep.Client(
            self.url(service, observed=observed) + "?wsdl",
            transport=Transport(session=self._session),
        )

    def call(self, service: str, operation: str, children: str, **options: Any) -> httpx.Response:
        """A call written by hand: the children go out as they are."""
        envelope = (
            '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>'
            f'<x:{operation} xmlns:x="{SERVICES[service]}">{children}</x:{operation}>'
            "</s:Body></s:Envelope>"
        )
        return self.post(service, envelope.encode(), **options)

    def post(self, service: str, body: bytes, **options: Any) -> httpx.Response:
        headers = {"content-type": "text/xml; charset=utf-8", "soapaction": '""'}
        return self.http.post(
            self.url(service), content=body, headers=headers | options.pop("headers", {}), **options
        )
