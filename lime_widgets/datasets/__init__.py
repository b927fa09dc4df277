"""Small data sets to explain, shipped with the package.

The bike rentals come from the UCI Machine Learning Repository: H. Fanaee-T and J. Gama, "Event labeling combining
ensemble detectors and background knowledge", Progress in Artificial Intelligence 2 (2013), licensed CC BY 4.0
(https://creativecommons.org/licenses/by/4.0/). Here they are aggregated by day, with the codes spelled out.
"""

from lime_widgets.datasets.bike import load_bike, load_bike_task

__all__ = ["load_bike", "load_bike_task"]
