"""The pages beside the main grid, each a widget that stands alone.

``scenes_page``     the list of scenes, the sample wall, suggested scenes
``range_editor``    where a scene's range is set by hand, on its histogram
``target_bar``      how strict all scenes are: 'at most 1 wrong in N'
``settings_dialog`` folders, model, review, keys, language, theme, cache, library file
``history_panel``   actions in plain words, undo and redo to a point
``models_page``     model versions: date, samples, figures, restore
``registry``        what the main window opens: one action per page

A page gets the parts of the window that it needs in its constructor (desk,
reader, bridge, settings) and never looks at the main window.
"""
