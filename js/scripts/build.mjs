// Bundle the front end into lime_widgets/static/. The bundles are committed so that installing needs no Node.
// `--check` builds in memory and fails when the committed bundles differ from the sources.
import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import postcss from "postcss";
import selectorParser from "postcss-selector-parser";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const outdir = join(root, "..", "lime_widgets", "static");
// A kernel sends the front end once, and the loader with each view.
const largest = { "front_end.js": 296 * 1024, "front_end.css": 96 * 1024, "loader.js": 1536 };

const options = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  write: false,
};

const { outputFiles } = await build({
  ...options,
  entryPoints: [
    { in: "src/main.ts", out: "front_end" },
    { in: "src/styles.css", out: "front_end" },
    { in: "src/loader.ts", out: "loader" },
  ],
  outdir,
  format: "esm",
  // Write the short names, which the linter forbids in the sources.
  define: { "Number.POSITIVE_INFINITY": "Infinity", "Number.NaN": "NaN" },
});

/**
 * Let styles reach only elements with the version's class, and those below one: each selector asks it of its subject.
 * `@scope` would not match the element with the class itself.
 */
function scoped(styles) {
  const within = ":where(.lw-version,.lw-version *)";
  const scope = selectorParser((selectors) => {
    selectors.each((selector) => {
      const pseudoElement = selector.nodes.find((node) => selectorParser.isPseudoElement(node));
      const scoping = selectorParser.pseudo({ value: within });
      if (pseudoElement) selector.insertBefore(pseudoElement, scoping);
      else selector.append(scoping);
    });
  });
  const sheet = postcss.parse(styles);
  sheet.walkRules((rule) => {
    if (rule.parent.name !== "keyframes") rule.selector = scope.processSync(rule.selector);
  });
  return sheet.toString();
}

const checking = process.argv.includes("--check");
let wrong = 0;
for (const { path, text } of outputFiles) {
  const contents = Buffer.from(path.endsWith(".css") ? scoped(text) : text);
  const name = relative(join(root, ".."), path);
  const limit = largest[basename(path)];
  if (contents.length > limit) {
    console.error(`${name}: ${contents.length} bytes, over the limit of ${limit}.`);
    wrong += 1;
  }
  if (!checking) {
    await writeFile(path, contents);
    console.log(`${basename(path).padEnd(14)} ${String(contents.length).padStart(6)} bytes`);
    continue;
  }
  const committed = await readFile(path).catch(() => undefined);
  if (committed === undefined || Buffer.compare(committed, contents) !== 0) {
    console.error(`${name} is not what js/src gives; run \`npm run build\` in js/ and commit it.`);
    wrong += 1;
  }
}
process.exitCode = wrong > 0 ? 1 : 0;
