"""Check that the installed wheel works with its dependencies alone."""

import sys
from importlib.metadata import version
from pathlib import Path

import lime_widgets as lw

home = Path(lw.__file__).parent
assert "site-packages" in home.parts, f"{home} is the source tree, not the installed wheel"
heavy = {"sklearn", "skimage", "bqplot", "ipywidgets", "matplotlib"} & set(sys.modules)
assert not heavy, f"importing lime_widgets already loads {', '.join(sorted(heavy))}"

from sklearn.ensemble import RandomForestClassifier  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import OrdinalEncoder  # noqa: E402

from lime_widgets.datasets import load_bike_task  # noqa: E402

X, y = load_bike_task()
model = make_pipeline(OrdinalEncoder(), RandomForestClassifier(10, random_state=0)).fit(X, y)
explorer = lw.explore(model, X.iloc[[294]], X)
explanation = lw.TabularExplainer(X).explain(model, X.iloc[[294]], n_samples=256)

bundles = sorted(file.name for file in (home / "static").rglob("*.js"))
assert bundles, "the wheel holds no front-end bundle"
assert len(explanation.coef), "the explanation is empty"
print(f"lime-widgets {version('lime-widgets')} from the wheel: {type(explorer).__name__}, bundles {', '.join(bundles)}")
