"""Due jobs are found in their order, however many wait."""

from typing import Any

UP = (
    "CREATE INDEX job_ready ON jobs (priority, run_at) WHERE status = 'ready'",
    "CREATE INDEX job_running ON jobs (leased_until) WHERE status = 'running'",
    "DROP INDEX job_status_run_at",
)


def up(migrator: Any, db: Any) -> None:
    for statement in UP:
        db.execute_sql(statement)
