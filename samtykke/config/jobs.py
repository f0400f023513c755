"""The one job that belongs to no app: taking up what a dead worker left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from procrastinate.contrib.django import app

if TYPE_CHECKING:
    from procrastinate import JobContext

SILENT_SECONDS: Final = 20


@app.task(queueing_lock="rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """Requeues each job whose worker has stopped beating: the queue does not do it by itself."""
    for job in await context.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        await context.app.job_manager.retry_job(job)
