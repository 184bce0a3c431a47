"""The ending of an address that gives a version as a file."""


class FormConverter:
    regex = r"case\.json|json|yaml|xlsx|pdf"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
