"""Who can sign in to the demo, as `make run` prints it. The demo data makes these people."""

PASSWORD = "demo-doorlichting"  # noqa: S105 (of the demo only)
LOGINS = [
    ("amina@example.be", "administrator: centres, people, planning"),
    ("bram@example.be", "inspector, coordinates assessments"),
    ("chloe@example.be", "inspector, member of the team"),
    ("dirk@example.be", "inspector, reviewer"),
    ("els@example.be", "director of CLW Vilvoorde"),
    ("farid@example.be", "director of another centre"),
    ("gust@example.be", "inspector without a part in anything"),
]
