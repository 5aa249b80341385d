"""The key file: private, whole or not there, never overwritten, and rotated without losing a key."""

import json

import pytest

from safepassage.desk.core.keyring import add_master_key, drop_old_master_keys, make_keyring, read_keyring
from safepassage.desk.core.sealing import Unreadable, new_key
from safepassage.errors import BadInput


@pytest.fixture
def file(tmp_path):
    make_keyring(tmp_path / "keys.json")
    return tmp_path / "keys.json"


def test_only_its_owner_may_read_it(file):
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    with pytest.raises(BadInput, match="others may read it"):
        read_keyring(file)


def test_it_is_never_made_twice(file):
    before = file.read_bytes()
    with pytest.raises(FileExistsError):
        make_keyring(file)
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_an_older_master_key_unwraps_until_it_is_dropped(file):
    key = new_key()
    master, wrapped = read_keyring(file).wrap(key, "data key 1")
    assert add_master_key(file) != master
    assert read_keyring(file).current != master
    assert read_keyring(file).unwrap(master, wrapped, "data key 1") == key
    assert drop_old_master_keys(file) == 1
    with pytest.raises(Unreadable, match=master):
        read_keyring(file).unwrap(master, wrapped, "data key 1")


def test_rotation_keeps_the_key_of_blind_indexes(file):
    index = read_keyring(file).index
    add_master_key(file)
    drop_old_master_keys(file)
    assert read_keyring(file).index == index


def test_its_text_form_tells_no_key(file):
    ring = read_keyring(file)
    assert repr(ring) == f"Keyring({ring.current}, 1 master keys)"


@pytest.mark.parametrize(
    "damage",
    [
        lambda found: "",
        lambda found: "[]",
        lambda found: json.dumps(found | {"current": "0000"}),
        lambda found: json.dumps(found | {"index": found["index"][:20]}),
        lambda found: json.dumps(found | {"index": "?"}),
        lambda found: json.dumps({"current": found["current"]}),
    ],
)
def test_a_damaged_file_is_refused(file, damage):
    file.write_text(damage(json.loads(file.read_text())))
    with pytest.raises(BadInput, match="restore it"):
        read_keyring(file)
