"""Work arrives once, however often it is sent, and nothing of it is lost."""

from tests.support.scene import Scene


async def test_a_review_arrives_and_is_rated(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()

    (result,) = await rowena.push(scene.submit(rowena, cared))

    assert (result["status"], result["rev"], result["state"]) == ("accepted", 1, "submitted")
    assert result["findings"] == []
