"""Dates, durations and decimals of the row are typed as they are written."""

from browser.explorer_page import ExplorerPage
from browser.lab_page import notebook_of

EXPLORE = """
import numpy as np, pandas as pd, lime_widgets as lw
from decimal import Decimal
rng = np.random.default_rng(0)
X = pd.DataFrame({
    "level": rng.normal(size=200),
    "opened": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 400, 200), "D"),
    "price": [Decimal(int(each)) / 100 for each in rng.integers(0, 9999, 200)],
    "wait": pd.to_timedelta(rng.integers(0, 5000, 200), "min"),
})
explorer = lw.explore(lambda rows: rows["level"] + (rows["opened"] > "2024-06-01"), X.iloc[3], X)
explorer
"""


def test_a_date_is_shown_and_typed_as_one(lab):
    lab.open(notebook_of(EXPLORE))
    lab.run_all()
    lab.wait_for(".lw-summary[data-status='ready']")
    field = lab.wait_for('.lw-edit[data-column="opened"]')
    assert lab.kernel("print(str(explorer.study.instance['opened'].date()))") == field.input_value()

    field.fill("2024-02-29")
    field.press("Enter")
    lab.wait_until("() => document.querySelector('.lw-editor.lw-changed .lw-edit')?.value === '2024-02-29'")
    assert lab.kernel("explorer.study.wait(20); print(explorer.study.instance['opened'])") == "2024-02-29 00:00:00"

    field.fill("tomorrow at noon")
    field.press("Enter")
    notice = lab.wait_for(".lw-notice:not([hidden])").inner_text()
    assert "tomorrow at noon" in notice
    assert "a date such as" in notice
    lab.wait_until("() => document.querySelector('.lw-edit[data-column=\"opened\"]').value === '2024-02-29'")

    price = lab.wait_for('.lw-edit[data-column="price"]')
    price.fill("12.5")
    price.press("Enter")
    lab.wait_until("() => document.querySelector('.lw-edit[data-column=\"price\"]').value === '12.50'")
    ExplorerPage(lab).wait_for_kernel("repr(explorer.study.instance['price'])", "Decimal('12.50')")
    lab.resize(700, 1200)
    cut = "(fields) => fields.filter((each) => each.scrollWidth > each.clientWidth + 1).length"
    assert lab.page.locator(".lw-edit").evaluate_all(cut) == 0
