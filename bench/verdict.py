"""How a figure is told, and what became of its bar."""


class Verdict:
    """Each bar with its figure, and how many were missed."""

    missed = 0

    def hold(self, what: str, figure: float, limit: float, unit: str = "") -> None:
        self.missed += figure > limit
        say(f"  {'MISS' if figure > limit else 'PASS'}  {what}: {figure:.2f}{unit} (at most {limit:g}{unit})")


def say(line: str) -> None:
    print(line, flush=True)
