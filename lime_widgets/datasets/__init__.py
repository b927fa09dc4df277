"""Small data sets for examples: included in the package, read from other packages, or downloaded.

The bike rentals come from the UCI Machine Learning Repository: H. Fanaee-T and J. Gama, "Event labeling combining
ensemble detectors and background knowledge", Progress in Artificial Intelligence 2 (2013), licensed CC BY 4.0
(https://creativecommons.org/licenses/by/4.0/). They are aggregated by day, and codes are replaced by words. Only they
are included in the package. README.md in this folder names the sources of the texts, the photographs and the
classifier.
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
