"""The actor behind what is done from the command line."""

from dataclasses import dataclass

from safepassage.desk.core.ids import reference


@dataclass(frozen=True)
class Command:
    """A command of `safepassage-desk`, such as "keys rotate". Whoever may run it holds the key file anyway."""

    name: str

    @property
    def reference(self) -> str:
        return reference("command", self.name)
