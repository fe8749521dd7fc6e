"""The SOAP service: SMSDomain and the base services, with a WSDL from the same table."""
