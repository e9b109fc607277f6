"""The method: features to tags, and labels to a better model. Python, numpy and SciPy alone.

``tagger`` writes the order of one photo's way: label vector (``head``), scores (``scoring``), gate
(``gate``), parents (``climbing``). ``learning`` makes a model from the pack and a person's labels.
"""
