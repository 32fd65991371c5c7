"""What was told of a save that was rolled back is taken back."""

from portal.base.messages import RevocableStorage


def test_what_was_said_since_is_taken_back_and_nothing_before(rf):
    request = rf.get("/")
    request.session = {}
    storage = RevocableStorage(request)
    storage.add(20, "Một")
    kept = len(storage)
    storage.add(20, "Hai")
    storage.revoke(kept)
    assert [one.message for one in storage] == ["Một"]  # which are loaded once they were read
    storage.add(20, "Ba")
    storage.revoke(len(storage))
    assert len(storage) == 2
    storage.revoke(0)
    assert [one.message for one in storage] == ["Một"]
