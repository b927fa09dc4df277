// The few controls that matter most, in one line above the picture that they move. All others are in the panel.
import type { StudyModel } from "../../model/study_model";
import type { Control } from "../../model/wire";
import { say, type TextId } from "../../texts/catalogue";
import { arrange, freshId, make, makeButton, mark, show, write } from "../../ui/elements";
import { walk } from "../../ui/pointing";
import { type Stage, type View, view } from "../../ui/view";
import { differsTraits, makeDiffersToggle } from "./differs_toggle";
import type { Field } from "./field";
import { makeField } from "./fields";
import { makeMethodSwitch } from "./method_switch";

/** Short labels: the panel has room for longer ones, the line has not. */
const labels: Readonly<Record<string, TextId>> = { n_features: "features.label" };

interface Item {
  field: Field;
  node: HTMLFieldSetElement;
  /** Say why it has no effect now, in the place of its value. */
  without(why: string | undefined): void;
}

/** Return the line with the controls of these parameters, as far as the study has them; with a button for new samples. */
export function essentials(names: readonly string[], redrawn: boolean): View {
  return view("essentials", ({ study, root, signal, watch }: Stage) => {
    mark(root, "role", "group");
    mark(root, "aria-label", say(redrawn ? "essentials" : "essentials.more"));
    const redraw = makeButton("redraw", `⟳ ${say("redraw")}`, say("redraw.help"), signal, () =>
      study.send({ type: "redraw" }),
    );
    const items = new Map<string, Item>();
    const method = makeMethodSwitch(study, signal);
    const differs = makeDiffersToggle(study, signal);
    const ways = makeToolbar([method.node, differs.node, redraw], signal);
    const draw = () => {
      const controls = new Map(study.get("controls").map((control) => [control.name, control]));
      const shown = names.flatMap((name) => {
        const control = controls.get(name);
        if (control === undefined) return [];
        const item = items.get(name) ?? makeItem(control, study, signal, !redrawn);
        items.set(name, item);
        item.field.follow(asEssential(control));
        item.node.disabled = !study.allows(name) || control.idle !== undefined;
        item.without(control.idle);
        // The bar of a presentation has no room for it.
        return redrawn && name === "kernel_width" ? [item.node, ways] : [item.node];
      });
      redraw.disabled = !study.live;
      // Where every variant is listed, no sample is random.
      show(redraw, controls.has("random_state"));
      method.draw();
      arrange(root, shown);
    };
    watch(differsTraits, () => differs.draw());
    watch(["controls", "kernel", "other_calls", ...names.filter((name) => name !== "kernel_width")], draw);
    // A drag of the width concerns its slider alone.
    watch(["kernel_width", "grid", "default_kernel_width"], () => {
      const control = study.get("controls").find(({ name }) => name === "kernel_width");
      if (control !== undefined) items.get("kernel_width")?.field.follow(control);
    });
  });
}

/**
 * Join buttons to one stop of the tab key, between which the arrow keys move: at most six stops lie before the bars.
 * The styles place the last one at the end of the line.
 */
function makeToolbar(buttons: readonly HTMLButtonElement[], signal: AbortSignal): HTMLElement {
  const bar = make("span", { class: "lw-ways-bar", role: "toolbar", "aria-label": say("essentials") });
  bar.append(...buttons);
  for (const button of buttons.slice(1)) button.tabIndex = -1;
  walk(bar, "button", signal, (node, key) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step === undefined) return undefined;
    const free = buttons.filter((each) => !each.disabled && !each.hidden);
    return free[(free.indexOf(node as HTMLButtonElement) + step + free.length) % free.length];
  });
  return bar;
}

/** A number is typed here where the panel has a slider: it takes less room. */
function asEssential(control: Control): Control {
  return control.kind === "range" ? { ...control, kind: "number" } : control;
}

/** `named` writes the name of the kernel width before it; the line of the explorer has no room for it. */
function makeItem(control: Control, study: StudyModel, signal: AbortSignal, named: boolean): Item {
  const id = freshId();
  const field = makeField(asEssential(control), study, signal, id);
  const short = labels[control.name];
  const text = short === undefined ? control.label : say(short);
  const label = make("label", { class: "lw-essential-label", for: id, title: control.help }, text);
  mark(field.focus, "title", control.help);
  // A slider has the word "default" first, for which there is no room.
  const beside = field.beside.slice(1);
  if (control.kind !== "width") {
    return {
      field,
      node: make("fieldset", { class: "lw-essential", role: "none" }, label, field.node, ...beside),
      without: (why) => mark(label, "title", why ?? control.help),
    };
  }
  label.classList.toggle("lw-unseen", !named);
  const end = (name: TextId) =>
    make("span", { class: "lw-essential-label", "aria-hidden": "true" }, say(name));
  const [local, whole] = [end("width.local"), end("width.whole")];
  const none = make("span", { class: "lw-width-none", role: "note" });
  const node = make(
    "fieldset",
    { class: "lw-essential lw-essential-width", role: "none" },
    label,
    local,
    field.node,
    whole,
    ...beside,
    none,
  );
  write(whole, wholeOf(study));
  return {
    field,
    node,
    without(why) {
      write(none, why ?? "");
      show(none, why !== undefined);
      for (const each of [local, whole, ...beside]) show(each, why === undefined);
    },
  };
}

/** What the widest kernel covers. */
function wholeOf(study: StudyModel): string {
  if ((study.get("image") ?? null) !== null) return say("width.whole_image");
  return say((study.get("text") ?? null) === null ? "width.whole" : "width.whole_text");
}
