"""Every control under the keyboard and the mouse: the value changes, the bars follow, the notebook stays as it is."""

import random

import pytest
from browser.explorer_page import TABLE, ExplorerPage
from browser.lab_page import notebook_of

EXPLORER = "explorer = lw.explore(classes, row, table, n_samples=512, n_features=4); study = explorer.study; explorer"

# What the notebook must not do when a key goes to a control: move to another cell, add one, change the mode.
NOTEBOOK = """() => {
    const { activeCellIndex, mode, widgets } = window.__notebook.content;
    return [activeCellIndex, mode, widgets.length, document.activeElement?.closest('.lw') !== null];
}"""


def opened(page, *cells):
    page.open(notebook_of(TABLE, *(cells or (EXPLORER,)), "pass"))
    page.run_all()
    explorer = ExplorerPage(page)
    explorer.wait_for_answer()
    explorer.assert_follows()
    return explorer


def test_the_arrow_keys_work_on_every_control(jupyter):
    explorer = opened(jupyter)
    explorer.unfold("advanced")
    page = jupyter.page
    fields = explorer.output.locator("[data-parameter], [data-column]")
    fields.nth(22).wait_for(state="attached")
    names = [(field.get_attribute("data-parameter"), field.get_attribute("data-column")) for field in fields.all()]
    assert len(names) == 17 + 6
    explorer.control("alpha").click()
    before = page.evaluate(NOTEBOOK)

    for name, column in names:
        field = explorer.control(name) if name else explorer.editor(column)
        ask = f"str(study.{name})" if name else f"str(study.explainer.table.row(study.instance)[{column!r}])"
        kind = field.get_attribute("type") or "select"
        was = None if name in {"palette", "chart"} else explorer.kernel(ask)
        shown = field.is_checked() if kind == "checkbox" else field.input_value()
        field.focus()
        at_end = kind == "select" and field.evaluate("(node) => node.selectedIndex === node.options.length - 1")
        page.keyboard.press(
            {"checkbox": "Space", "range": "ArrowLeft"}.get(
                kind, "ArrowUp" if at_end or (kind == "number" and name != "n_features") else "ArrowDown"
            )
        )
        assert (field.is_checked() if kind == "checkbox" else field.input_value()) != shown, (name, column)
        if name == "chart":
            field.select_option("bars")  # a waterfall's bars do not start at zero
        if was is not None:
            explorer.wait_for_kernel(f"{ask} != {was!r}")
            if name == "surrogate":  # with so few samples a lasso keeps no feature
                field.select_option("logistic")
                explorer.wait_for_kernel(f"{ask} == 'logistic'")
            explorer.assert_follows()
        assert page.evaluate(NOTEBOOK) == before, (name, column)
    assert explorer.bars.get_attribute("data-palette") == "green-red"

    # The classes, and the bars themselves.
    chosen = explorer.summary.locator('.lw-choice[aria-checked="true"]')
    output = chosen.get_attribute("data-output")
    chosen.focus()
    page.keyboard.press("ArrowUp" if output == "2" else "ArrowDown")
    explorer.wait_for_kernel("study.output", int(output) + (-1 if output == "2" else 1))
    rows = [row["feature"] for row in explorer.assert_follows()["rows"]]
    explorer.bars.locator('.lw-row[tabindex="0"]').focus()
    for key, place in (("Home", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("End", len(rows) - 1)):
        page.keyboard.press(key)
        focused = page.evaluate("() => document.activeElement.dataset.feature")
        assert focused == str(rows[place]), key
        explorer.wait_for_kernel("study.highlight", rows[place])
    # Letters are the notebook's commands: on a bar they must not add, delete or run a cell.
    page.keyboard.type("abmyc")
    for action in ("reset", "redraw"):
        explorer.button(action).focus()
        page.keyboard.press("Space" if action == "redraw" else "Enter")
    explorer.assert_follows()
    assert page.evaluate(NOTEBOOK) == before
    assert explorer.kernel("[study.alpha, study.kernel]") == [1.0, "exponential"]
    assert explorer.kernel("study.discretizer == study.explainer.discretizer != 'auto'")


def test_the_tab_key_walks_through_the_explorer_and_leaves_it(lab):
    explorer = opened(lab)
    explorer.unfold("advanced")
    kinds = (
        "input:not([disabled])",
        "select",
        "summary",
        ".lw-choice[tabindex='0']",
        ".lw-row[tabindex='0']",
        "button",
    )
    stops = explorer.output.locator(", ".join(f"{kind}:visible" for kind in kinds)).count()
    choices = explorer.summary.locator(".lw-choice").count()
    explorer.summary.locator(".lw-choice[tabindex='0']").focus()
    seen, before_bars = 1, None
    for _ in range(80):
        lab.page.keyboard.press("Tab")
        if not lab.page.evaluate("() => Boolean(document.activeElement?.closest('.lw'))"):
            break
        if before_bars is None and lab.page.evaluate("() => document.activeElement.matches('.lw-row')"):
            before_bars = seen
        seen += 1
    assert before_bars <= 6
    # Of the classes one is a stop. Buttons that are away keep their place and take no focus.
    assert stops - choices - 6 <= seen <= stops


def test_dragging_the_width_with_the_mouse(lab):
    explorer = opened(lab)
    slider, page = explorer.control("kernel_width"), lab.page
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    calls = explorer.kernel("study.n_model_calls")
    lab.kernel("heard = []; study.observe(lambda change: heard.append(change.new), 'kernel_width')")
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    widths = []
    for share in (0.45, 0.35, 0.2, 0.3, 0.6, 0.75):
        page.mouse.move(box["x"] + share * box["width"], middle, steps=4)
        explorer.lab.wait_until(
            "([bars, slider]) => bars.dataset.stale === 'false' && bars.dataset.kernelWidth === slider.dataset.value",
            arg=[explorer.bars.element_handle(), slider.element_handle()],
        )
        widths.append(float(explorer.bars.get_attribute("data-kernel-width")))
    page.mouse.up()

    assert widths[2] < widths[1] < widths[0] < widths[4] < widths[5]
    explorer.wait_for_kernel("study.kernel_width", widths[-1])
    explorer.assert_follows()
    assert explorer.kernel("len(heard)") >= 4  # it followed while the hand moved
    assert explorer.kernel("study.n_model_calls") == calls

    explorer.button("default-width").click()
    explorer.wait_for_kernel("study.kernel_width == study.default_kernel_width")
    explorer.assert_follows()


def test_a_width_from_code_joins_the_slider(lab):
    explorer = opened(lab)
    slider = explorer.control("kernel_width")
    steps = int(slider.get_attribute("max"))
    width = explorer.kernel("float(study.default_kernel_width * 1.017)")
    lab.kernel(f"study.kernel_width = {width}")
    explorer.assert_follows()

    assert float(slider.get_attribute("data-value")) == width
    assert int(slider.get_attribute("max")) == steps + 1
    slider.focus()
    lab.page.keyboard.press("ArrowLeft")
    assert explorer.assert_follows()["kernel_width"] < width
    lab.page.keyboard.press("ArrowRight")
    assert explorer.assert_follows()["kernel_width"] == pytest.approx(width)


def test_a_burst_of_changes_leaves_no_picture_out_of_date_and_two_explorers_together(lab):
    first = opened(lab, EXPLORER, "lw.TabularExplorer(study)")
    second = ExplorerPage(lab, 1)
    second.wait_for_answer()

    # One is moved: in the browser the other follows at once, without the kernel.
    lab.page.evaluate("() => { window.__notebook.sessionContext.session.kernel.requestExecute({ code: "
                      "'import time; time.sleep(1.5)' }); }")  # fmt: skip
    first.control("kernel_width").focus()
    lab.page.keyboard.press("ArrowLeft")
    assert first.bars.get_attribute("data-kernel-width") == second.bars.get_attribute("data-kernel-width")
    assert second.control("kernel_width").get_attribute("data-value") == first.bars.get_attribute("data-kernel-width")
    assert second.bars.get_attribute("data-stale") == "false"

    dice = random.Random(3)
    options = {
        "feature_selection": ["auto", "forward_selection", "highest_weights", "lasso_path", "none"],
        "kernel": None,
        "output": None,
    }
    for _ in range(50):
        explorer = dice.choice([first, second])
        name = dice.choice(["kernel_width"] * 4 + ["n_features", "n_samples", "alpha", "random_state", *options])
        field = explorer.control(name)
        if name in options:
            # The last kernel is Shapley's, which disables the width and others.
            count = field.evaluate("(node) => node.options.length") - (name == "kernel")
            field.select_option(index=dice.randrange(count), no_wait_after=True)
        elif name == "alpha":
            field.fill(str(dice.randrange(0, 80) / 10))
        elif name == "random_state":
            field.fill(str(dice.randrange(5)))
        elif name == "n_features":
            field.focus()
            lab.page.keyboard.press(dice.choice(["ArrowDown", "ArrowUp"]))
        elif name == "n_samples":
            field.focus()
            lab.page.keyboard.press(dice.choice(["ArrowLeft", "ArrowRight"] if dice.random() < 0.5 else ["ArrowLeft"]))
        else:
            field.focus()
            lab.page.keyboard.press(dice.choice(["ArrowLeft", "ArrowRight"]))
        if dice.random() < 0.2:
            lab.page.wait_for_timeout(dice.randrange(150))

    drawn = [first.assert_follows(), second.assert_follows()]
    for page in (first, second):
        shown = {name: page.control(name).input_value() for name in ("alpha", "random_state", *options)}
        assert float(shown["alpha"]) == page.kernel("study.alpha")
        assert int(shown["random_state"]) == page.kernel("study.random_state")
        assert shown["kernel"] == page.kernel("study.kernel")
        assert shown["feature_selection"] == page.kernel("study.feature_selection")
        assert int(shown["output"]) == page.kernel("study.output")
    assert [row["weight"] for row in drawn[0]["rows"]] == [row["weight"] for row in drawn[1]["rows"]]
    assert drawn[0]["notice"] == ""
