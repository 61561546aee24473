from world import Sandbox

from conftest import program, refused
from keybrake import VaultKey


def test_a_loop_of_ones_own(key: VaultKey, customer: str, sandbox: Sandbox) -> None:
    charge = program("Any framework")["charging_tool"](key)
    answers = [charge(customer, 2999) for _ in range(4)]
    assert [set(answer) >= {"id"} for answer in answers] == [True, True, False, False]
    assert [answer.get("error") for answer in answers[2:]] == ["spend_cap_reached"] * 2
    assert sandbox.charges(customer) == [2999, 2999]
    assert refused(key.audit()) == 2
