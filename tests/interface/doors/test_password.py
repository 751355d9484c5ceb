import re

from explorer.interface.doors.password import ALL, EACH, Password, made_password


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_made_password_can_be_read_off_a_wall_and_is_not_made_twice() -> None:
    made = {made_password() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"[2-9a-hjkmnp-z]{10}", each) for each in made)


def test_both_must_be_right() -> None:
    password = Password("class", "geheim 密码")
    assert password.is_right("class", "geheim 密码", "a")
    assert not password.is_right("class", "geheim", "a")
    assert not password.is_right("other", "geheim 密码", "a")
    assert password.admits(password.token)
    for wrong in ("", password.token[:-1], password.token + "x", "密"):
        assert not password.admits(wrong)
    assert Password("class", "x").token != password.token


def test_wrong_attempts_of_one_address_are_slowed_and_others_are_not() -> None:
    clock = Clock()
    password = Password("class", "right", clock)
    most, seconds = EACH
    for _ in range(most):
        assert password.wait("a") == 0
        password.is_right("class", "wrong", "a")
    assert password.wait("a") == seconds
    assert password.wait("b") == 0
    clock.now += seconds
    assert password.wait("a") == 0
    password.is_right("class", "wrong", "a")
    assert password.wait("a") == seconds
    clock.now += most * seconds
    password.is_right("class", "right", "a")
    assert password.wait("a") == 0


def test_invented_addresses_do_not_help() -> None:
    clock = Clock()
    password = Password("class", "right", clock)
    tried = 0
    while clock.now < 1000 + 60:
        address = str(tried)
        if password.wait(address):
            clock.now += 1
        else:
            password.is_right("class", "wrong", address)
            tried += 1
    most, seconds = ALL
    assert tried <= most + 60 / seconds + 1
