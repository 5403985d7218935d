"""What `settings.CARROT` says: read once, checked, frozen."""

from carrot.conf.addresses import BrokerAddress
from carrot.conf.queues import QueueSettings
from carrot.conf.settings import Settings, get, problems

__all__ = ["BrokerAddress", "QueueSettings", "Settings", "get", "problems"]
