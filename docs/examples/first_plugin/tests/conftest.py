pytest_plugins = ["carrot.testing.fixtures"]
