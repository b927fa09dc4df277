"""How the rows around an instance are drawn: each column on its own, correlated, near, or from the kernel."""
