"""Checks what TensorBoard's HParams tab shows of runs, with TensorBoard's own readers.

    pip install tensorboard==2.21.0
    python scripts/consumers/check_hparams.py RESULTS

Reads the event files in RESULTS and compares every run with its run.json: the seed, the iterations, whatever `--set` or a sweep
changed, and for finished and diverged runs the state and the final accuracy, which is the mean of the last three tests in curve.csv.
"""

import csv
import json
import sys
from pathlib import Path

from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.context import RequestContext
from tensorboard.plugins.base_plugin import TBContext
from tensorboard.plugins.hparams import api_pb2, backend_context, list_session_groups


def sessions(results: Path):
    multiplexer = plugin_event_multiplexer.EventMultiplexer()
    multiplexer.AddRunsFromDirectory(str(results))
    multiplexer.Reload()
    provider = data_provider.MultiplexerDataProvider(multiplexer, str(results))
    context = backend_context.Context(TBContext(data_provider=provider, logdir=str(results)))
    request = api_pb2.ListSessionGroupsRequest(
        slice_size=10_000,
        allowed_statuses=[api_pb2.STATUS_UNKNOWN, api_pb2.STATUS_SUCCESS, api_pb2.STATUS_FAILURE, api_pb2.STATUS_RUNNING],
    )
    response = list_session_groups.Handler(RequestContext(), context, "", request).run()
    return response.session_groups


def value_of(value):
    return getattr(value, value.WhichOneof("kind"))


def changes(record) -> dict:
    """The scalars that `--set path=value` changed, by path."""
    assignments = [one.split("=", 1) for one in record.get("overrides", {}).get("set", [])]
    scalars = {path: value for path, value in assignments if not value.startswith(("{", "["))}
    return {path: number(value) for path, value in scalars.items()}


def number(text: str):
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def final_accuracy(curve: Path):
    with curve.open() as file:
        tests = [float(row["accuracy"]) for row in csv.DictReader(file) if row["split"] == "test"]
    return sum(tests[-3:]) / len(tests[-3:])


def check(group, results: Path) -> str:
    (session,) = group.sessions
    run = results / Path(session.name).parent
    record = json.loads((run / "run.json").read_text())
    shown = {name: value_of(value) for name, value in group.hparams.items()}
    recorded = {"seed": record["seed"], "solver.iterations": record["iterations"], **changes(record)}
    for name, value in recorded.items():
        assert shown.get(name) == value, f"{run}: {name} is {shown.get(name)}, expected {value}"
    expected = {"finished": api_pb2.STATUS_SUCCESS, "diverged": api_pb2.STATUS_FAILURE}.get(record["status"])
    if expected is None:
        return f"{run}: {record['status']}, {len(shown)} settings, {len(recorded)} compared"
    assert session.status == expected, f"{run}: status {session.status}, expected {expected}"
    metrics = {f"{one.name.group}/{one.name.tag}".strip("/"): one.value for one in session.metric_values}
    accuracy = metrics["final/accuracy"]
    assert abs(accuracy - final_accuracy(run / "curve.csv")) < 1e-6, f"{run}: final/accuracy {accuracy}"
    return f"{run}: {record['status']}, {len(shown)} settings, {len(recorded)} compared, final accuracy {accuracy:.4f}"


def main() -> None:
    results = Path(sys.argv[1])
    groups = sessions(results)
    assert groups, f"{results}: TensorBoard found no sessions"
    for line in sorted(check(group, results) for group in groups):
        print(line)
    print(f"passed: {len(groups)} runs")


if __name__ == "__main__":
    main()
