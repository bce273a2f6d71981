"""Direct speech: `marks` finds it, `speakers` says whose it is, by the words of `lexicon`."""
