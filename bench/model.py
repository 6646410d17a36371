"""A model in ArchiMate of about 14 MB is read, looked at and brought in: time and peak memory, on an empty register and again.

.venv/bin/python bench/model.py [--systems 5850] [--flows 12000]
"""

import argparse
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" identifier="bench">\n<name xml:lang="sv">En stor stad</name>\n'
)
ABOUT = "Tar emot, handlägger och arkiverar ärenden inom området, med uppgifter från folkbokföring, fastighet och ekonomi. "


def lines(systems: int, flows: int) -> Iterator[str]:
    """A model a line at a time: systems, capabilities, information, what ties them, other elements, and diagrams of it all."""
    yield HEAD + "<elements>\n"
    for n in range(200):
        yield f'<element identifier="c{n}" xsi:type="Capability"><name xml:lang="sv">Förmåga {n}</name></element>\n'
    for n in range(400):
        yield f'<element identifier="i{n}" xsi:type="DataObject"><name xml:lang="sv">Information {n}</name></element>\n'
    for n in range(systems):
        yield (
            f'<element identifier="s{n}" xsi:type="ApplicationComponent"><name xml:lang="sv">System {n}</name>'
            f'<documentation xml:lang="sv">{ABOUT * 3}</documentation><properties><property propertyDefinitionRef="owner">'
            f'<value>bygg</value></property><property propertyDefinitionRef="cost"><value>{n * 1000}</value></property></properties></element>\n'
        )
        yield f'<element identifier="p{n}" xsi:type="BusinessProcess"><name xml:lang="sv">Process {n}</name></element>\n'
    yield "</elements>\n<relationships>\n"
    for n in range(flows):
        a, b = n % systems, (n * 7 + n // systems + 1) % systems
        yield (
            f'<relationship identifier="f{n}" source="s{a}" target="s{b}" xsi:type="Flow">'
            f'<name xml:lang="sv">Uppgifter {n}</name></relationship>\n'
        )
    for n in range(systems):
        yield f'<relationship identifier="u{n}" source="s{n}" target="c{n % 200}" xsi:type="Realization"/>\n'
        yield f'<relationship identifier="h{n}" source="s{n}" target="i{n % 400}" xsi:type="Access" accessType="Read"/>\n'
        yield f'<relationship identifier="v{n}" source="s{n}" target="p{n}" xsi:type="Serving"/>\n'
    yield '</relationships>\n<propertyDefinitions><propertyDefinition identifier="owner" type="string"><name>Ägare</name></propertyDefinition>'
    yield '<propertyDefinition identifier="cost" type="number"><name>Kostnad</name></propertyDefinition></propertyDefinitions>\n'
    yield "<views><diagrams>\n"
    for first in range(0, systems, 50):
        yield f'<view identifier="view{first}"><name xml:lang="sv">Bild {first}</name>\n'
        for n in range(first, min(first + 50, systems)):
            for copy in range(6):
                yield (
                    f'<node identifier="n{n}-{copy}" elementRef="s{n}" xsi:type="Element" x="{n % 50 * 130}" y="{copy * 70}" w="120" h="55">'
                    '<style lineWidth="1"><fillColor r="181" g="255" b="255"/></style></node>\n'
                )
        yield "</view>\n"
    yield "</diagrams></views>\n</model>\n"


class Memory(threading.Thread):
    """Watches the memory that the process has of its own. What the database maps of its file and keeps of it in its cache (on SQLite 128
    and 20 MB at most, see the settings) is the system's to take back, and grows with the database and not with the model."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self.start()

    def run(self) -> None:
        while True:
            self.most = max(self.most, self.own())
            time.sleep(0.02)

    @staticmethod
    def own() -> int:
        """What it has now, in MB; of all that it has where the system does not tell its own apart."""
        status = Path("/proc/self/status")
        if not status.is_file():
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return next(int(line.split()[1]) // 1024 for line in status.read_text().splitlines() if line.startswith("RssAnon"))

    def peak(self) -> int:
        """The most since it was last asked, in MB."""
        most, self.most = self.most, 0
        return most


def measure(systems: int, flows: int, folder: Path) -> None:
    """Make the model and a register for it, and print what each step takes."""
    import django

    django.setup()
    memory = Memory()
    from django.core.management import call_command

    from nytta.city.organisation.models import Body, Person
    from nytta.city.records.models import Appointment
    from nytta.delivery.systems.documents.archimate import model
    from nytta.delivery.systems.imports.archimate.bringing import bring_in, look, stage
    from nytta.delivery.systems.imports.archimate.comparing import How
    from nytta.kit import clock

    call_command("migrate", verbosity=0)
    on = clock.now()
    Body.objects.create(code="bygg", name="Byggnadsnämnden", kind="committee")
    person = Person.objects.create_user("bench")
    Appointment.objects.create(person=person, role="project_office", valid_from=on.date())
    path, how = folder / "model.xml", How(owner="bygg", owner_property="Ägare")
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines(systems, flows))
    print(f"model {path.stat().st_size / 1e6:.1f} MB, {systems} systems, {flows} flows; before: {memory.own()} MB")

    def step(name: str, start: float) -> None:
        print(f"{name:34} {time.perf_counter() - start:6.1f} s  peak {memory.peak():4} MB")

    start = time.perf_counter()
    with path.open("rb") as source:
        staged, faults = stage(source, folder / "staged.db")
    step(f"read and tried ({faults.count} faults)", start)
    with staged:
        for again in ("", " again"):
            start = time.perf_counter()
            found = look(staged, how, on=on)
            step(f"looked at{again}: {found.total('new')} new", start)
            start = time.perf_counter()
            found = bring_in(staged, how, source="model.xml", by=person, on=on)
            step(f"brought in{again}: {found.total('new')} new", start)
    from nytta.city.organisation.queries import the_city

    start = time.perf_counter()
    size = sum(len(line.encode()) for line in model(the_city(), on.date()))
    step(f"written: {size / 1e6:.1f} MB", start)


def main() -> None:
    """Read the command line, and measure on a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--systems", type=int, default=5850)
    parser.add_argument("--flows", type=int, default=12000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nytta-model-") as name:
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        os.environ.setdefault("NYTTA_DATABASE_URL", f"sqlite:///{name}/bench.sqlite3")
        measure(asked.systems, asked.flows, Path(name))


if __name__ == "__main__":
    main()
