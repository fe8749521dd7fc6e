"""Every SOAP service of the platform, its paths and its operations."""

from smstui.sandbox.soap import base_writes, named, reads
from smstui.sandbox.soap.operation import Operation, Service
from smstui.sandbox.soap.sms_writes import ACCOUNTS, DEVICES

BASE_PATHS = ("/ws-gateway/ws", "/ws-gateway/gateway/ws")
"""The documented path, then the observed one (sdp2.md "Transport")."""

SMS_PATH = "/api/smsservice_2.2"


def _base(name: str, namespace: str, operations: tuple[Operation, ...]) -> Service:
    return Service(
        name,
        f"http://quative.tv/{namespace}",
        tuple(f"{base}/{name}" for base in BASE_PATHS),
        operations,
    )


SERVICES = (
    _base(
        "accountservice",
        "AccountServiceNamespace",
        reads.ACCOUNT_READS + base_writes.ACCOUNT_WRITES,
    ),
    _base("deviceservice", "DeviceServiceNamespace", reads.DEVICE_READS),
    _base("userservice", "UserServiceNamespace", reads.USER_READS + base_writes.USER_WRITES),
    _base("smartcardservice", "SmartcardServiceNamespace", reads.SMARTCARD_READS),
    _base(
        "ottsessionservice",
        "OttSessionServiceNamespace",
        reads.SESSION_READS + base_writes.SESSION_WRITES,
    ),
    _base("acquiredcontentlistservice", "AcquiredContentListServiceNamespace", reads.RIGHT_READS),
    _base("accountprofileservice", "AccountProfileServiceNamespace", named.PROFILES),
    _base("accesspointservice", "AccessPointServiceNamespace", named.ACCESS_POINTS),
    _base("profileservice", "ProfileServiceNamespace", named.DEVICE_PROFILES),
    _base("deviceclassifierservice", "DeviceClassifierServiceNamespace", named.CLASSIFIERS),
    _base("ratingservice", "RatingServiceNamespace", named.RATINGS),
    _base("policygroupservice", "PolicyGroupServiceNamespace", named.PRODUCTS),
    Service(
        "SMSDomain",
        "http://nagra.com/xmlns/she/sdp/SMSDomain_v2.2",
        (SMS_PATH,),
        ACCOUNTS + DEVICES,
    ),
)
