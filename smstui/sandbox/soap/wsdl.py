"""The WSDL 1.1 of a service, from the table that serves it (document/literal)."""

from collections.abc import Iterable

from smstui.sandbox.soap.operation import Operation, Returns, Root, Service
from smstui.sandbox.soap.schema import Field, Kind, Structure


def wsdl(service: Service, address: str) -> bytes:
    """Return the WSDL of a service at `address`."""
    namespace = service.namespace
    roots = {
        (r.namespace, r.name): r for o in service.operations if isinstance(r := o.output, Root)
    }
    foreign = sorted({namespace_of for namespace_of, _ in roots})
    prefixes = {name: f"r{place}" for place, name in enumerate(foreign)}
    declared = "".join(f' xmlns:{prefix}="{name}"' for name, prefix in prefixes.items())
    schemas = [_own_schema(service)]
    schemas += [
        _foreign_schema(name, [r for (of, _), r in roots.items() if of == name], namespace)
        for name in foreign
    ]
    operations = service.operations
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<wsdl:definitions name="{service.name}" targetNamespace="{namespace}"',
        f' xmlns:tns="{namespace}"{declared}',
        ' xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"',
        ' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"',
        ' xmlns:xsd="http://www.w3.org/2001/XMLSchema">',
        f"<wsdl:types>{''.join(schemas)}</wsdl:types>",
        *(_messages(operation, prefixes) for operation in operations),
        f'<wsdl:portType name="{service.name}Port">',
        *(_port_operation(operation) for operation in operations),
        "</wsdl:portType>",
        f'<wsdl:binding name="{service.name}Binding" type="tns:{service.name}Port">',
        '<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>',
        *(_binding_operation(operation) for operation in operations),
        "</wsdl:binding>",
        f'<wsdl:service name="{service.name}">',
        f'<wsdl:port name="{service.name}Port" binding="tns:{service.name}Binding">',
        f'<soap:address location="{address}"/></wsdl:port></wsdl:service></wsdl:definitions>',
    ]
    return "".join(parts).encode()


def _messages(operation: Operation, prefixes: dict[str, str]) -> str:
    output = operation.output
    if isinstance(output, Returns):
        answer = f'<wsdl:part name="parameters" element="tns:{operation.name}Response"/>'
    elif isinstance(output, Root):
        prefix = prefixes[output.namespace]
        answer = f'<wsdl:part name="parameters" element="{prefix}:{output.name}"/>'
    else:
        answer = ""
    return (
        f'<wsdl:message name="{operation.name}Request">'
        f'<wsdl:part name="parameters" element="tns:{operation.name}"/></wsdl:message>'
        f'<wsdl:message name="{operation.name}Answer">{answer}</wsdl:message>'
    )


def _port_operation(operation: Operation) -> str:
    return (
        f'<wsdl:operation name="{operation.name}">'
        f'<wsdl:input message="tns:{operation.name}Request"/>'
        f'<wsdl:output message="tns:{operation.name}Answer"/></wsdl:operation>'
    )


def _binding_operation(operation: Operation) -> str:
    return (
        f'<wsdl:operation name="{operation.name}"><soap:operation soapAction="" style="document"/>'
        '<wsdl:input><soap:body use="literal"/></wsdl:input>'
        '<wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>'
    )


def _own_schema(service: Service) -> str:
    elements = []
    for operation in service.operations:
        elements.append(_global(operation.name, _sequence(operation.inputs, "tns")))
        if isinstance(operation.output, Returns):
            returned = Field(
                "return", operation.output.kind, most=None if operation.output.many else 1
            )
            elements.append(_global(f"{operation.name}Response", _sequence((returned,), "tns")))
    types = [_type(shape, "tns") for shape in _structures(service)]
    return _schema(service.namespace, "".join(elements + types))


def _foreign_schema(namespace: str, roots: list[Root], types_namespace: str) -> str:
    elements = []
    for root in roots:
        fields = root.structure.fields if root.child is None else (root.child,)
        elements.append(_global(root.name, _sequence(fields, "types")))
    declared = f' xmlns:types="{types_namespace}"'
    imported = f'<xsd:import namespace="{types_namespace}"/>'
    return _schema(namespace, imported + "".join(elements), declared)


def _schema(namespace: str, content: str, declared: str = "") -> str:
    return (
        f'<xsd:schema targetNamespace="{namespace}" elementFormDefault="unqualified"{declared}>'
        f"{content}</xsd:schema>"
    )


def _global(name: str, content: str) -> str:
    return f'<xsd:element name="{name}"><xsd:complexType>{content}</xsd:complexType></xsd:element>'


def _sequence(fields: Iterable[Field], prefix: str) -> str:
    return f"<xsd:sequence>{''.join(_element(f, prefix) for f in fields)}</xsd:sequence>"


def _element(field: Field, prefix: str, bounds: bool = True) -> str:
    kind = field.kind
    named = f"xsd:{kind.xsd}" if isinstance(kind, Kind) else f"{prefix}:{_type_name(kind)}"
    if not bounds:
        return f'<xsd:element name="{field.name}" type="{named}"/>'
    most = "unbounded" if field.most is None else str(field.most)
    return (
        f'<xsd:element name="{field.name}" type="{named}"'
        f' minOccurs="{field.least}" maxOccurs="{most}"/>'
    )


def _type(shape: Structure, prefix: str) -> str:
    if shape.choice:
        inside = "".join(_element(field, prefix, bounds=False) for field in shape.fields)
        content = f"<xsd:choice>{inside}</xsd:choice>"
    else:
        content = _sequence(shape.fields, prefix)
    return f'<xsd:complexType name="{_type_name(shape)}">{content}</xsd:complexType>'


def _type_name(shape: Structure) -> str:
    return f"{shape.name}Type"


def _structures(service: Service) -> list[Structure]:
    found: dict[str, Structure] = {}

    def visit(kind: Kind | Structure) -> None:
        if isinstance(kind, Structure):
            if found.setdefault(_type_name(kind), kind) != kind:
                raise ValueError(f"{service.name} has two shapes called {kind.name}")
            for field in kind.fields:
                visit(field.kind)

    for operation in service.operations:
        for field in operation.inputs:
            visit(field.kind)
        output = operation.output
        if isinstance(output, Returns):
            visit(output.kind)
        elif isinstance(output, Root) and output.child is not None:
            visit(output.child.kind)
    return list(found.values())
