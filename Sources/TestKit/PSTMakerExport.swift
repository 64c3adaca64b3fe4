// Made PST files are a target of their own, since measurements make them without the rest; tests get both by one import.
@_exported public import PSTMaker
