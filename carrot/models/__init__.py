"""What is kept, and every change of status."""

from carrot.models.action_run import ActionRun
from carrot.models.attempt import Attempt
from carrot.models.audit_entry import AuditEntry
from carrot.models.log_entry import LogEntry
from carrot.models.message_log import MessageLog
from carrot.models.queue_pause import QueuePause
from carrot.models.scheduled_task import ScheduledTask
from carrot.models.status import FailureKind, Status
from carrot.models.worker_status import WorkerStatus

__all__ = [
    "ActionRun",
    "Attempt",
    "AuditEntry",
    "FailureKind",
    "LogEntry",
    "MessageLog",
    "QueuePause",
    "ScheduledTask",
    "Status",
    "WorkerStatus",
]
