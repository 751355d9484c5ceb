import re

from explorer.interface.doors.password import ALL, EACH, MOST_TOKENS, TOLD, Password, made_password


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
    token = password.let_in()
    assert password.admits(token)
    for wrong in ("", token[:-1], token + "x", "密", "\udcff"):
        assert not password.admits(wrong)
    assert not Password("class", "geheim 密码").admits(token)


def test_who_logs_out_is_out_and_others_are_not() -> None:
    password = Password("class", "x")
    one, other = password.let_in(), password.let_in()
    password.let_out(one)
    password.let_out("never there")
    assert (password.admits(one), password.admits(other)) == (False, True)


def test_of_very_many_that_came_in_those_unused_for_longest_must_come_again() -> None:
    password = Password("class", "x")
    used, unused = password.let_in(), password.let_in()
    for _ in range(MOST_TOKENS - 1):
        assert password.admits(used)
        password.let_in()
    assert (password.admits(used), password.admits(unused)) == (True, False)
    assert len(password._tokens) == MOST_TOKENS


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


def test_invented_addresses_are_bounded_together_and_leave_room_for_others() -> None:
    clock = Clock()
    password = Password("class", "right", clock)
    tried = 0
    while clock.now < 1000 + 60:
        if password.wait(str(tried), told=True):
            clock.now += 0.5
        else:
            password.is_right("class", "wrong", str(tried), told=True)
            tried += 1
    most, seconds = TOLD
    assert tried <= most + 60 / seconds + 1
    while not password.wait("another", told=True):
        password.is_right("class", "wrong", "another", told=True)
    assert password.wait("somebody", told=True) > 0
    assert password.wait("somebody") == 0
