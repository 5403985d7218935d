"""Cannot be imported."""

raise RuntimeError("SHOP_URL is not set")
