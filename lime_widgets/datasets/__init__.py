"""Small data sets to explain: shipped with the package, carried by other packages, or fetched.

The bike rentals come from the UCI Machine Learning Repository: H. Fanaee-T and J. Gama, "Event labeling combining
ensemble detectors and background knowledge", Progress in Artificial Intelligence 2 (2013), licensed CC BY 4.0
(https://creativecommons.org/licenses/by/4.0/). Here they are aggregated by day, with the codes spelled out. Only they
are shipped; where the texts, the photographs and their classifier come from, README.md in this folder tells.
"""

from lime_widgets.datasets.bike import load_bike, load_bike_task
from lime_widgets.datasets.imagenet import load_imagenet_classifier
from lime_widgets.datasets.photos import load_photo
from lime_widgets.datasets.reviews import load_movie_reviews
from lime_widgets.datasets.spam import load_sms_spam, load_youtube_spam

__all__ = [
    "load_bike",
    "load_bike_task",
    "load_imagenet_classifier",
    "load_movie_reviews",
    "load_photo",
    "load_sms_spam",
    "load_youtube_spam",
]
