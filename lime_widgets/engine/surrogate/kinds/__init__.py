"""The kinds of surrogates beside the ridge and the logistic regression: lasso, Bayesian ridge, tree, estimators."""
