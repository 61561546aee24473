import openai
import pytest

from keybrake import EndpointNotAllowed, VaultKey, from_exception

pytestmark = pytest.mark.framework("openai", "openai")


def test_its_exception_carries_the_refusal(key: VaultKey) -> None:
    """The client raises its PermissionDeniedError once, in which from_exception finds the refusal"""
    client = openai.OpenAI(api_key=key.secret.get_secret_value(), base_url=f"{key.base_url}/v1")
    with pytest.raises(openai.PermissionDeniedError) as raised:
        client.chat.completions.create(model="gpt", messages=[{"role": "user", "content": "hi"}])
    refused = from_exception(raised.value)
    assert isinstance(refused, EndpointNotAllowed)
    assert refused.details["attempted"] == "POST /v1/chat/completions"
    assert [row.count for row in key.audit()] == [1]
