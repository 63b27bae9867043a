"""Each minor release of TensorFlow: its last version, the Pythons it has wheels for, and its pins.

The pins are what a fresh install needs today beside the release's own metadata, which did not
foresee NumPy 1.17, protobuf 3.21 or TensorBoard's pictures in one call. A new release is one row;
``python -m tests.api.make 2.23`` then makes the rest of it: tox.ini's environment, and the
release's part of the table of the API.
"""

from typing import List, NamedTuple, Tuple


class Release(NamedTuple):
    """A minor release: the newest version of it, and how to install that on the CPU."""

    version: str
    # The Python that this project tests it on, and those that it has wheels for, from 3.6 on.
    python: str
    wheels: str
    distribution: str
    pins: Tuple[str, ...]

    @property
    def minor(self) -> Tuple[int, int]:
        major, minor = self.version.split(".")[:2]
        return int(major), int(minor)

    @property
    def pythons(self) -> List[str]:
        """Every Python that it has wheels for, the oldest first."""
        minors = [int(python.split(".")[1]) for python in self.wheels.split("-")]
        return [f"3.{minor}" for minor in range(minors[0], minors[-1] + 1)]

    @property
    def requirements(self) -> List[str]:
        """What to give to pip."""
        return [f"{self.distribution}=={self.version}", *self.pins]


RELEASES = [
    Release("1.0.1", "3.6", "3.6", "tensorflow", ("protobuf<3.18", "numpy<1.17")),
    Release("1.1.0", "3.6", "3.6", "tensorflow", ("protobuf<3.18", "numpy<1.17")),
    Release("1.2.1", "3.6", "3.6", "tensorflow", ("protobuf<3.18", "numpy<1.17")),
    Release("1.3.0", "3.6", "3.6", "tensorflow", ("protobuf<3.18", "numpy<1.17")),
    Release("1.4.1", "3.6", "3.6", "tensorflow", ("protobuf<3.18", "numpy<1.17")),
    Release("1.5.1", "3.6", "3.6", "tensorflow", ("protobuf<3.18", "numpy<1.17")),
    Release("1.6.0", "3.6", "3.6", "tensorflow", ("protobuf<3.18", "numpy<1.17")),
    Release("1.7.1", "3.6", "3.6", "tensorflow", ("protobuf<3.18", "numpy<1.17")),
    Release("1.8.0", "3.6", "3.6", "tensorflow", ("protobuf<3.18", "numpy<1.17")),
    Release("1.9.0", "3.6", "3.6", "tensorflow", ("protobuf<3.18", "numpy<1.17")),
    Release("1.10.1", "3.6", "3.6", "tensorflow", ("protobuf<3.18", "numpy<1.17")),
    Release("1.11.0", "3.6", "3.6", "tensorflow", ("protobuf<3.18", "numpy<1.17")),
    Release("1.12.3", "3.6", "3.6", "tensorflow", ("protobuf<3.18", "numpy<1.17")),
    Release("1.13.2", "3.7", "3.6-3.7", "tensorflow", ("protobuf<3.21", "numpy<1.19")),
    Release("1.14.0", "3.7", "3.6-3.7", "tensorflow", ("protobuf<3.21", "numpy<1.19")),
    Release("1.15.5", "3.7", "3.6-3.7", "tensorflow", ("protobuf<3.21", "numpy<1.19")),
    Release("2.0.4", "3.7", "3.6-3.7", "tensorflow", ("protobuf<3.21", "numpy<1.19")),
    Release("2.1.4", "3.7", "3.6-3.7", "tensorflow", ("protobuf<3.21", "numpy<1.20")),
    Release("2.2.3", "3.8", "3.6-3.8", "tensorflow-cpu", ("protobuf<3.21", "numpy<1.20")),
    Release("2.3.4", "3.8", "3.6-3.8", "tensorflow-cpu", ("protobuf<3.21", "numpy<1.20")),
    Release("2.4.4", "3.8", "3.6-3.8", "tensorflow-cpu", ("protobuf<3.21", "numpy<1.20")),
    Release("2.5.3", "3.9", "3.7-3.9", "tensorflow-cpu", ("protobuf<3.21", "numpy<1.20")),
    Release(
        "2.6.5", "3.9", "3.7-3.9", "tensorflow-cpu", ("protobuf<3.21", "numpy<2", "keras==2.6.*")
    ),
    Release(
        "2.7.4",
        "3.9",
        "3.7-3.9",
        "tensorflow-cpu",
        ("protobuf<3.21", "numpy<2", "tensorboard<2.9"),
    ),
    Release("2.8.4", "3.10", "3.7-3.10", "tensorflow-cpu", ("protobuf<3.21", "numpy<2")),
    Release("2.9.3", "3.10", "3.7-3.10", "tensorflow-cpu", ("numpy<2",)),
    Release("2.10.1", "3.10", "3.7-3.10", "tensorflow-cpu", ("numpy<2",)),
    Release("2.11.1", "3.10", "3.8-3.10", "tensorflow-cpu", ("numpy<2",)),
    Release("2.12.1", "3.11", "3.8-3.11", "tensorflow-cpu", ()),
    Release("2.13.1", "3.11", "3.8-3.11", "tensorflow-cpu", ()),
    Release("2.14.1", "3.11", "3.9-3.11", "tensorflow-cpu", ()),
    Release("2.15.1", "3.11", "3.9-3.11", "tensorflow-cpu", ()),
    Release("2.16.2", "3.12", "3.9-3.12", "tensorflow-cpu", ()),
    Release("2.17.1", "3.12", "3.9-3.12", "tensorflow-cpu", ()),
    Release("2.18.1", "3.12", "3.9-3.12", "tensorflow-cpu", ()),
    Release("2.19.1", "3.12", "3.9-3.12", "tensorflow-cpu", ()),
    Release("2.20.0", "3.13", "3.9-3.13", "tensorflow-cpu", ()),
    Release("2.21.0", "3.13", "3.10-3.13", "tensorflow-cpu", ()),
    Release("2.22.0rc0", "3.13", "3.10-3.14", "tensorflow-cpu", ()),
]

# Where TensorFlow's behaviour changed. `tox` runs these, `tox -m all` every release.
MILESTONES = ("1.0", "1.5", "1.12", "1.13", "1.15", "2.0", "2.9", "2.15", "2.16", "2.21")
