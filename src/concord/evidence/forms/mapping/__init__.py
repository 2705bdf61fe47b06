"""A mapping by choosing: columns, areas and groups from lists, without JSON.

    content -> posting.as_posted -> MappingPage -> MappingPage.content -> content

What a page holds is always what was posted, or what would have been: so a mapping that
is changed and one that is new take the same way, and nothing that was typed is lost.
"""
