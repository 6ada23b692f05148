"""What a native Pulumi provider in Python needs: the engine's protocol, a schema, an SDK and a patient HTTP client.

A provider is a `Package`: models of its arguments, and a class for each resource with `create`, `read`, `update` and
`delete`. Schema, SDK and checks follow from those.
"""
