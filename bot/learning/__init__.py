"""From lessons to a model that serves: training, judging, taking the place of the live one, groups of wordings."""
