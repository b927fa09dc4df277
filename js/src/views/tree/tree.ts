// The surrogate as a decision tree, with the path of the instance. The kernel fits it and writes its questions.
// lime_widgets/widgets/views/tree.py declares the view; in an explorer it stands above the bars while the surrogate is
// a tree.
import { depthOf, treeOf } from "../../model/trees";
import type { TreeNode } from "../../model/wire";
import { say } from "../../texts/catalogue";
import { focused, make, makeButton, mark, show, write } from "../../ui/elements";
import { frameInForce } from "../../ui/force";
import { followPointer, moveStop, walk } from "../../ui/pointing";
import { type Stage, type View, view } from "../../ui/view";
import { failureOf } from "../../words/failure";
import { number, probability } from "../../words/format";
import { emptySentence } from "../../words/wording";
import { makeFitting } from "./fitting";
import { makeNodes, type Nodes, stepFrom } from "./nodes";

export default treeView(false);
/** For explorers: nothing where the surrogate is no tree, and without the headline, which the summary has. */
export const treeWithBars = treeView(true);

const traits = [
  "frames",
  "kernel_width",
  "outputs",
  "highlight",
  "status",
  "error",
  "current",
  "palette",
  "surrogate",
];

function treeView(isPart: boolean): View {
  return view("tree", (stage) => {
    const drawn = new Tree(stage, isPart);
    stage.watch(traits, () => drawn.draw());
  });
}

class Tree {
  readonly #stage: Stage;
  readonly #isPart: boolean;
  readonly #headline = make("p", { class: "lw-tree-headline" });
  readonly #key = make("p", { class: "lw-tree-key" }, say("tree.key"));
  readonly #note = make("p", { class: "lw-plot-note", role: "status" });
  readonly #fit: HTMLButtonElement;
  readonly #box = make("div", { class: "lw-tree-box", role: "tree", "aria-label": say("tree.group") });
  readonly #fitInto: (depth: number) => void;
  #nodes: readonly TreeNode[] = [];
  #kind = "";
  #drawn: Nodes = { list: this.#box, items: [] };

  constructor(stage: Stage, isPart: boolean) {
    this.#stage = stage;
    this.#isPart = isPart;
    const { root, study, signal } = stage;
    this.#fit = makeButton("fit_tree", say("tree.fit"), say("tree.fit_help"), signal, () =>
      study.set("surrogate", "tree"),
    );
    root.append(this.#headline, this.#note, this.#fit, this.#box, this.#key);
    this.#fitInto = makeFitting(this.#box, signal);
    followPointer(this.#box, study, signal);
    walk(this.#box, ".lw-node", signal, (node, key) => {
      const next = stepFrom(this.#nodes, this.#drawn.items.indexOf(node), key);
      return typeof next === "number" ? this.#drawn.items[next] : next;
    });
  }

  draw(): void {
    const { study, root } = this.#stage;
    const force = frameInForce(study, root);
    const frames = study.get("frames");
    const nodes = force === null ? null : treeOf(frames, force.sweep, force.frame);
    show(root, !(this.#isPart && nodes === null));
    root.classList.toggle("lw-former", study.get("current") === false);
    write(this.#headline, this.#isPart || nodes === null ? "" : (force?.frame.why ?? ""));
    const missing = frames === null ? emptySentence(study) : nodes === null ? say("tree.absent") : "";
    const failure = this.#isPart ? "" : failureOf(study);
    write(this.#note, failure === "" ? missing : failure);
    show(this.#note, this.#note.textContent !== "");
    show(this.#key, nodes !== null);
    show(this.#fit, frames !== null && nodes === null && study.live && study.get("surrogate") !== "tree");
    const { kind } = study.get("outputs");
    if (nodes !== this.#nodes || kind !== this.#kind) this.#rebuild(nodes ?? [], kind);
    mark(root, "data-nodes", String(nodes?.length ?? 0));
    this.#highlight();
  }

  #rebuild(nodes: readonly TreeNode[], kind: string): void {
    const active = focused(this.#box);
    const held = this.#drawn.items.findIndex((item) => item.contains(active));
    this.#nodes = nodes;
    this.#kind = kind;
    const text = (value: number) => (kind === "probability" ? probability(value) : number(value));
    this.#drawn = makeNodes(nodes, text);
    const depth = depthOf(nodes);
    mark(this.#box, "data-depth", String(depth));
    this.#box.replaceChildren(this.#drawn.list);
    this.#fitInto(depth);
    const again = this.#drawn.items[held];
    if (again === undefined) return;
    moveStop(this.#drawn.items[0], again);
    again.focus({ preventScroll: true });
  }

  #highlight(): void {
    const highlight = this.#stage.study.get("highlight");
    this.#drawn.items.forEach((item, place) => {
      const feature = this.#nodes[place]?.feature ?? -1;
      item.classList.toggle("lw-highlight", feature >= 0 && feature === highlight);
    });
  }
}
