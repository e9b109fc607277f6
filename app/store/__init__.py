"""The library file: one SQLite database, the truth about photos, labels and models.

:func:`app.store.library.open_library` looks at the file (``form``), copies it where rows are at
stake (``backup``), brings it to the newest form (``migrate``, ``migrations``) and hands out six
small objects over one ``database``: ``photos``, ``labels``, ``scenes``, ``models``, ``folders`` and
the history of ``actions``, each with a half that only reads (:mod:`app.core.library`). What a
person does is written with what was before and after (``actions``, ``states``); after each write
the columns that lists are made of are made true again (``shown``). Lists are read along indexes
(``query``, ``first_page``). What the world does to the file becomes an error with the remedy
(``failures``); ``care`` examines, mends, copies and salvages the file. Features: ``features``.
"""
