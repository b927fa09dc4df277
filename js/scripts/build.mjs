// Bundle each widget's entry into lime_widgets/static/. The bundles are committed so that installing needs no Node.
// `--check` builds in memory and fails when the committed bundles differ from the sources.
import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const outdir = join(root, "..", "lime_widgets", "static");
const rooms = {
  plots: ["curve", "neighborhood", "plane", "width"],
  views: ["bars", "controls", "image", "summary", "table", "text"],
};
// Every instance of a widget sends its bundle with its state.
const largest = 31 * 1024;

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: Object.entries(rooms).flatMap(([room, views]) =>
    views.flatMap((view) =>
      ["ts", "css"].map((ext) => ({ in: `src/${view}.${ext}`, out: `${room}/${view}` })),
    ),
  ),
  outdir,
  bundle: true,
  splitting: false,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  // Write the short names, which the linter forbids in the sources.
  define: { "Number.POSITIVE_INFINITY": "Infinity", "Number.NaN": "NaN" },
  legalComments: "none",
  write: false,
});

const checking = process.argv.includes("--check");
let wrong = 0;
for (const { path, contents } of outputFiles) {
  const name = relative(join(root, ".."), path);
  if (contents.length > largest) {
    console.error(`${name}: ${contents.length} bytes, over the limit of ${largest}.`);
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
