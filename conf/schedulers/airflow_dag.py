"""Quorum's nightly batch as an Airflow DAG. A retry does only what failed or is missing."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG(
    dag_id="quorum_nightly",
    schedule="30 1 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=10)},
) as dag:
    BashOperator(
        task_id="batch",
        cwd="/opt/quorum",
        bash_command=(
            "bin/quorum batch conf/nightly/*.conf --master yarn "
            "--date {{ data_interval_end | ds }} --out hdfs:///data/quorum/runs"
        ),
    )
