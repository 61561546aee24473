"""For `required_resource_keys={"keybrake"}` and `context.resources.keybrake`."""

from collections.abc import Iterator

from dagster import InitResourceContext, resource

from keybrake.dagster._resource import KeybrakeResource


@resource(config_schema=KeybrakeResource.to_config_schema(), description="Vault keys of a Keybrake proxy.")
def keybrake_resource(context: InitResourceContext) -> Iterator[KeybrakeResource]:
    """`KeybrakeResource` as a resource function: `keybrake_resource.configured({"vendor": "stripe", …})`."""
    with KeybrakeResource.from_resource_context_cm(context) as keybrake:
        yield keybrake
