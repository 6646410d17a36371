"""A job runs once, whole or not at all, again when it failed, and never twice at the same time."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from nytta.kit import clock, jobs
from nytta.kit.models import Job, Notice

ran: list[str] = []


@jobs.work("test.note")
def note(job: Job) -> dict[str, Any]:
    ran.append(job.key)
    return {"said": job.arguments["what"]}


@jobs.work("test.read", reads=True)
def read(job: Job) -> dict[str, Any]:
    return {"held": connection.in_atomic_block}


@jobs.work("test.fail")
def fail(job: Job) -> None:
    Notice.objects.create(key=f"half-{job.tries}", to="a@example.org", subject="s", body="b", made_at=clock.now())
    raise ValueError("går inte")


@pytest.mark.both
@pytest.mark.django_db
def test_job_is_put_once_per_open_key() -> None:
    on = clock.now()
    for _ in range(3):
        jobs.put("test.note", "a", on=on, what="hej")
    assert Job.objects.count() == 1
    assert (jobs.run_one(on), jobs.run_one(on)) == (True, False)
    assert (Job.objects.get().state, Job.objects.get().result) == ("done", {"said": "hej"})


@pytest.mark.both
@pytest.mark.django_db
def test_failed_job_leaves_nothing_and_waits_longer() -> None:
    on = clock.now()
    jobs.put("test.fail", "b", on=on)
    jobs.run_one(on)
    job = Job.objects.get()
    assert (Notice.objects.count(), job.state, job.tries) == (0, "open", 1)
    assert job.run_after > on
    assert "går inte" in job.error


@pytest.mark.both
@pytest.mark.django_db
def test_job_fails_for_good_after_six_tries() -> None:
    on = clock.now()
    jobs.put("test.fail", "c", on=on)
    for _ in range(jobs.MOST_TRIES):
        on += timedelta(hours=2)
        jobs.run_one(on)
    assert Job.objects.get().state == "failed"


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_ten_workers_run_each_job_once() -> None:
    on, ran[:] = clock.now(), []
    for n in range(10):
        jobs.put("test.note", str(n), on=on, what="x")

    def worker() -> None:
        try:
            while jobs.run_one(on):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(10)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    while jobs.run_one(on):
        pass
    assert sorted(ran) == sorted(f"test.note@{n}" for n in range(10))


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_job_that_only_reads_holds_no_transaction_while_it_reads() -> None:
    on = clock.now()
    jobs.put("test.read", "d", on=on)
    assert jobs.run_one(on)
    assert (Job.objects.get().state, Job.objects.get().result) == ("done", {"held": False})
