"""Getting models onto this machine: folder, model hub, package registry; every file by its hash.

Used by `beistand models`. Nothing here is loaded by the worker, and nothing here loads a model.
"""
