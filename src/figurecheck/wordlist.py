"""A list of words written as running text.

Belongs here: that, so that word lists stay readable. Does not belong here: any words.
"""


def words_of(text: str) -> list[str]:
    """The words of `text`, in order."""
    return text.split()
