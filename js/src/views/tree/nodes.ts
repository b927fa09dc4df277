// The nodes of a tree as nested lists: each node's question, value and share of the weight. The style sheet lays them
// out side by side where there is room, and below each other where there is not.
import { parentsOf } from "../../model/trees";
import type { TreeNode } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { make, makeFocusable, mark } from "../../ui/elements";
import { percent } from "../../words/format";

export interface Nodes {
  /** The root's list. */
  list: HTMLElement;
  /** The element of each node, by its place. */
  items: readonly HTMLElement[];
}

const answers = { yes: "tree.yes", no: "tree.no" } as const;

/** Write a value of the model's answers. */
type Write = (value: number) => string;

/** "38 %", and "< 1 %" of a share that would round to nothing. */
export function shareText(share: number): string {
  return share > 0 && share < 0.005 ? "< 1 %" : percent(share);
}

export function makeNodes(nodes: readonly TreeNode[], text: Write): Nodes {
  const items: HTMLElement[] = [];
  const base = nodes[0]?.value ?? 0;
  const reach = nodes.reduce((most, { value }) => Math.max(most, Math.abs(value - base)), 0);
  const build = (place: number, answer: "yes" | "no" | null): HTMLElement => {
    const node = nodes[place] as TreeNode;
    const item = makeItem(node, answer, text);
    items[place] = item;
    item.tabIndex = place === 0 ? 0 : -1;
    const strength = reach > 0 ? Math.abs(node.value - base) / reach : 0;
    item.style.setProperty("--lw-strength", `${Math.round(30 * strength)}%`);
    item.classList.add(node.value >= base ? "lw-for" : "lw-against");
    const branch = make("li", { class: "lw-branch", role: "none" }, item);
    branch.classList.toggle("lw-on-path", node.on_path);
    if (node.yes >= 0) {
      const below = make("ul", { class: "lw-branches", role: "group" });
      below.append(build(node.yes, "yes"), build(node.no, "no"));
      branch.append(below);
    }
    return branch;
  };
  const list = make("ul", { class: "lw-branches lw-root", role: "none" });
  if (nodes.length > 0) list.append(build(0, null));
  return { list, items };
}

function makeItem(node: TreeNode, answer: "yes" | "no" | null, text: Write): HTMLElement {
  const { test, value, share, on_path: here, feature } = node;
  const isLeaf = test === "";
  const parts: HTMLElement[] = [];
  if (answer !== null) parts.push(make("span", { class: "lw-answer-to" }, say(answers[answer])));
  if (!isLeaf) parts.push(make("span", { class: "lw-test" }, say("tree.question", { test })));
  const amount = make("span", { class: "lw-node-value" }, text(value));
  const part = make("span", { class: "lw-node-share" }, shareText(share));
  mark(part, "title", say("tree.share", { share: shareText(share) }));
  parts.push(make("span", { class: "lw-node-numbers" }, amount, " · ", part));
  if (isLeaf && here) parts.push(make("span", { class: "lw-node-here" }, say("tree.here")));
  const item = makeFocusable(
    "div",
    { class: "lw-node", role: "treeitem", "aria-label": sentenceOf(node, answer, text) },
    ...parts,
  );
  mark(item, "data-feature", isLeaf ? null : String(feature));
  mark(item, "data-value", String(value));
  mark(item, "aria-selected", String(here));
  if (!isLeaf) mark(item, "aria-expanded", "true");
  return item;
}

function sentenceOf(
  { test, value, share, on_path: here }: TreeNode,
  answer: "yes" | "no" | null,
  text: Write,
): string {
  const said = { value: text(value), share: shareText(share) };
  let sentence =
    answer === null ? say("tree.root", said) : say("tree.node", { answer: say(answers[answer]), ...said });
  if (test !== "") sentence = say("tree.node_asks", { node: sentence, test });
  return here ? say("tree.node_here", { node: sentence }) : sentence;
}

/** Return where an arrow key leads from a node: down to yes, up, and across to the other answer. */
export function stepFrom(nodes: readonly TreeNode[], place: number, key: string): number | null | undefined {
  const node = nodes[place];
  if (node === undefined) return undefined;
  const above = parentsOf(nodes).get(place);
  const beside = (which: "yes" | "no") => (above === undefined ? null : (nodes[above]?.[which] ?? null));
  switch (key) {
    case "ArrowDown":
      return node.yes < 0 ? null : node.yes;
    case "ArrowUp":
      return above ?? null;
    case "ArrowLeft":
      return beside("yes");
    case "ArrowRight":
      return beside("no");
    case "Home":
      return 0;
    default:
      return undefined;
  }
}
