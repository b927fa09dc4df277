// The front end: all views by name, and their styles. src/loader.ts imports it once for a page.
import bars from "./bars";
import controls from "./controls";
import curve from "./curve";
import image from "./image";
import neighborhood from "./neighborhood";
import plane from "./plane";
import summary from "./summary";
import table from "./table";
import text from "./text";
import { setVersion } from "./version";
import width from "./width";

const views = { bars, controls, curve, image, neighborhood, plane, summary, table, text, width };

/**
 * Install the styles of one version of the package, and return its views. Two versions may share a page, so the
 * styles reach only below an element with the version's class, and each version has its own copy of this module.
 */
export function start(version: string, styles: string): typeof views {
  setVersion(version);
  const sheet = document.createElement("style");
  sheet.dataset["limeWidgets"] = version;
  sheet.textContent = styles.replaceAll("lw-version", `lw-${version}`);
  document.head.append(sheet);
  return views;
}
