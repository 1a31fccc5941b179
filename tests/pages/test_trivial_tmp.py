import pytest, time, gc
from nicegui.testing import User
@pytest.mark.parametrize('n', range(15))
async def test_t(user: User, n):
    await user.open('/')
