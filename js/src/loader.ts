// The module of every view, a few lines: it finds the front end of the view's kernel, loads it once for a page, and
// lets it draw the view. The Python side, lime_widgets/widgets/wire/front_end.py, fills in NAME.
import type { AnyModel, AnyWidget, RenderProps } from "@anywidget/types";

type Views = Readonly<Record<string, { render(props: RenderProps): Promise<() => void> }>>;

declare const NAME: string;

// By version, so that two kernels with the same package share the code, and with different ones do not.
const page = globalThis as unknown as { limeWidgets?: Map<string, Promise<Views>> };
page.limeWidgets ??= new Map();
const loaded = page.limeWidgets;

async function unpacked(bytes: BufferSource): Promise<string> {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

async function load(frontEnd: AnyModel, version: string): Promise<Views> {
  const [code, styles] = await Promise.all(
    ["code", "styles"].map((name) => unpacked(frontEnd.get(name) as BufferSource)),
  );
  const url = URL.createObjectURL(new Blob([code ?? ""], { type: "text/javascript" }));
  try {
    return (await import(url)).start(version, styles);
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function findViews(model: AnyModel): Promise<Views> {
  const reference = String(model.get("front_end"));
  const frontEnd = await model.widget_manager.get_model(reference.replace("IPY_MODEL_", ""));
  const version = String(frontEnd.get("version"));
  const views = loaded.get(version) ?? load(frontEnd, version);
  loaded.set(version, views);
  return views;
}

export default {
  render: async (props: RenderProps) => {
    let views: Views;
    try {
      views = await findViews(props.model);
    } catch (error) {
      props.el.textContent = "This view could not be drawn, because its code is gone. Run the cell again.";
      console.error(error);
      return;
    }
    return views[NAME]?.render(props);
  },
} satisfies AnyWidget;
