from tests.interface.conftest import shown as shown
