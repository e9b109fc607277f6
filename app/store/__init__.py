"""The library file: one SQLite database, the truth about photos, labels and models.

:func:`app.store.library.open_library` looks at the file (``form``), copies it where rows are at
stake (``backup``), brings it to the newest form (``migrate``, ``migrations``) and hands out a
reader and a writer over one ``database``. A scan writes photos (``write_photos``); a person's
actions are written with what was before and after (``write_people``, ``actions``, ``states``);
after each write the columns that lists are made of are made true again (``shown``). Lists are read
along indexes (``query``). What the world does to the file becomes one sentence (``failures``), and
what it did to the file can be examined and mended (``check``, ``salvage``).
"""
