// The panel of parameters. The kernel sends their names, bounds, options and tooltips. A change is sent at once,
// because the widget manager keeps only one message in flight.

import type { Control } from "../../model/wire";
import { say, type TextId } from "../../texts/catalogue";
import { arrange, freshId, make, makeButton, mark, write } from "../../ui/elements";
import { type Stage, type View, view } from "../../ui/view";
import type { Field } from "./field";
import { makeField } from "./fields";

const titles: Readonly<Record<string, TextId>> = {
  explain: "group.explain",
  neighborhood: "group.neighborhood",
  surrogate: "group.surrogate",
  look: "group.look",
};

interface Item {
  kind: Control["kind"];
  field: Field;
  node: HTMLElement;
  closing: AbortController;
}

export default controlsWithout([]);

/** Return the panel of all parameters but these. */
export function controlsWithout(elsewhere: readonly string[]): View {
  return view("controls", (stage) => buildPanel(stage, elsewhere));
}

function buildPanel(stage: Stage, elsewhere: readonly string[]): void {
  const { study, root, signal, watch } = stage;
  const reset = makeButton("reset", say("reset"), say("reset.help"), signal, () => {
    // Refused input never reached the kernel, so the kernel cannot restore it.
    for (const { field } of items.values()) field.restore?.();
    study.send({ type: "reset" });
  });
  const panel = make("div", { class: "lw-parameters" });
  root.append(panel, make("div", { class: "lw-foot" }, reset));

  const items = new Map<string, Item>();
  const groups = new Map<string, HTMLElement>();

  const draw = () => {
    const controls = study.get("controls").filter(({ name }) => !elsewhere.includes(name));
    const named = new Set(controls.map(({ name }) => name));
    for (const [name, item] of items) {
      if (!named.has(name)) {
        item.closing.abort();
        items.delete(name);
      }
    }
    const members = new Map<string, HTMLElement[]>();
    for (const control of controls) {
      let item = items.get(control.name);
      if (item === undefined || item.kind !== control.kind) {
        item?.closing.abort();
        item = makeItem(control, stage);
        // The explorer has this button among its essential controls.
        if (elsewhere.length > 0) item.node.querySelector("[data-action=redraw]")?.remove();
        items.set(control.name, item);
      }
      members.set(control.group, [...(members.get(control.group) ?? []), item.node]);
    }
    const shown = [...members].map(([name, nodes]) => {
      const group = groups.get(name) ?? makeGroup(name);
      groups.set(name, group);
      const legend = group.firstElementChild;
      arrange(group, legend === null ? nodes : [legend, ...nodes]);
      return group;
    });
    arrange(panel, shown);
    reset.disabled = !study.live;
    // The palette is a parameter like any other; the panel itself does not use its colors.
    mark(root, "data-palette", study.get("palette"));
  };
  watch(["controls", "palette"], draw);
}

function makeGroup(name: string): HTMLElement {
  const id = titles[name];
  const title = id === undefined ? name : say(id);
  return make("fieldset", { class: `lw-group lw-group-${name}` }, make("legend", {}, title));
}

function makeItem(first: Control, { study, signal, watch }: Stage): Item {
  const closing = new AbortController();
  signal.addEventListener("abort", () => closing.abort(), { signal: closing.signal });
  const id = freshId();
  const label = make("label", { class: "lw-label", for: id });
  const field: Field = makeField(first, study, closing.signal, id);
  const head = make("div", { class: "lw-item-head" }, label, ...field.beside);
  const shape = { class: `lw-item lw-item-${first.kind}`, role: "none" };
  const node = make("fieldset", shape, head, field.node);
  let control = first;
  const follow = () => {
    control = study.get("controls").find(({ name }) => name === first.name) ?? control;
    write(label, control.label);
    const help = control.idle ?? control.help;
    mark(label, "title", help);
    mark(field.focus, "title", help);
    node.disabled = !study.allows(first.name) || control.idle !== undefined;
    field.follow(control);
  };
  // The kernel may disconnect during an edit. Do not display a value that it did not receive.
  for (const event of ["input", "change"])
    node.addEventListener(event, () => node.disabled && follow(), { signal: closing.signal });
  const watched = [first.name, "controls", "grid", "default_kernel_width"];
  // A weight slider uses the scale of the displayed weights.
  watch(first.kind === "weight" ? [...watched, "frames"] : watched, follow, closing.signal);
  return { kind: first.kind, field, node, closing };
}
