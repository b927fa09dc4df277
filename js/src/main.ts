// The front end: all views by name, and their styles. src/loader.ts imports it once for a page.

import { imageExplorer, tabularExplorer, textExplorer } from "./explorer/explorer";
import { setVersion } from "./ui/version";
import type { View } from "./ui/view";
import bars from "./views/bars/bars";
import controls from "./views/controls/controls";
import curve from "./views/curve/curve";
import fidelity from "./views/fidelity/fidelity";
import image from "./views/image/image";
import kernelWidth from "./views/kernel_width/kernel_width";
import neighborhood from "./views/neighborhood/neighborhood";
import overall from "./views/overall/overall";
import plane from "./views/slices/plane";
import stability from "./views/stability/stability";
import summary from "./views/summary/summary";
import table from "./views/table/table";
import text from "./views/text/text";
import tree from "./views/tree/tree";

// The names are those of `_front_end_name` in lime_widgets/widgets.
const views: Readonly<Record<string, View>> = {
  bars,
  controls,
  curve,
  fidelity,
  global: overall,
  image,
  image_explorer: imageExplorer,
  kernel_width: kernelWidth,
  neighborhood,
  plane,
  stability,
  summary,
  table,
  tabular_explorer: tabularExplorer,
  text,
  text_explorer: textExplorer,
  tree,
};

/**
 * Install the styles of one version of the package, and return its views. Two versions may share a page, so the
 * styles reach only elements with the version's class and those below, and each version has its own copy of this module.
 */
export function start(version: string, styles: string): typeof views {
  const own = styles.replaceAll("lw-version", `lw-${version}`);
  setVersion(version, own);
  const sheet = document.createElement("style");
  sheet.dataset["limeWidgets"] = version;
  sheet.textContent = own;
  document.head.append(sheet);
  return views;
}
