"""Opens an .h5ad file with anndata, prints all that is in it as JSON, and writes it again with anndata."""

import json
import sys

import anndata
import numpy
import pandas
import scipy.sparse


def plain(value):
    if scipy.sparse.issparse(value):
        return plain(value.toarray())
    if isinstance(value, numpy.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, numpy.generic):
        return plain(value.item())
    if isinstance(value, float) and value != value:
        return None
    if hasattr(value, "items"):
        return {key: plain(item) for key, item in value.items()}
    return value


def table(frame):
    columns = {}
    for name in frame.columns:
        column = frame[name]
        entry = {"dtype": str(column.dtype), "values": [None if pandas.isna(v) else plain(v) for v in column]}
        if str(column.dtype) == "category":
            entry["categories"] = list(column.cat.categories)
            entry["ordered"] = bool(column.cat.ordered)
        columns[name] = entry
    return {"names": list(frame.index), "order": list(frame.columns), "columns": columns}


def mapping(parts):
    return {key: {"dtype": str(value.dtype), "values": plain(value)} for key, value in parts.items()}


data = anndata.read_h5ad(sys.argv[1])
json.dump(
    {
        "obs": table(data.obs),
        "var": table(data.var),
        "X": None if data.X is None else {"dtype": str(data.X.dtype), "values": plain(data.X)},
        "layers": mapping(data.layers),
        "obsm": mapping(data.obsm),
        "varm": mapping(data.varm),
        "uns": plain(dict(data.uns)),
    },
    sys.stdout,
    allow_nan=False,
)
data.write_h5ad(sys.argv[2], compression="gzip")
