"""The SOAP face: SMSDomain and the base services, with a WSDL made from the table that serves."""
