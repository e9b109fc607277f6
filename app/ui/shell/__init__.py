"""The window itself: its commands and menus, and the dialogs of the whole program."""
