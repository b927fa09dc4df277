// The module of every view, and of the front end's own model, a few lines: it finds the front end of the kernel, loads it
// once for a page, and lets it draw the view. The Python side, lime_widgets/widgets/wire/front_end.py, fills in NAME.
import type { AnyModel, AnyWidget, RenderProps } from "@anywidget/types";

type Views = Readonly<Record<string, { render(props: RenderProps): Promise<() => void> }>>;

declare const NAME: string;

// By version, so that two kernels with the same package share the code, and with different ones do not.
const page = globalThis as unknown as { limeWidgets?: Map<string, Promise<Views>> };
page.limeWidgets ??= new Map();
const loaded = page.limeWidgets;

async function load(frontEnd: AnyModel, version: string): Promise<Views> {
  const bytes = new Blob([frontEnd.get("code") as BlobPart]).stream();
  const code = new Response(bytes.pipeThrough(new DecompressionStream("gzip")), {
    headers: { "content-type": "text/javascript" },
  });
  const url = URL.createObjectURL(await code.blob());
  try {
    const { start, styles } = await import(url);
    return start(version, styles);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function viewsOf(frontEnd: AnyModel): Promise<Views> {
  const version = String(frontEnd.get("version"));
  const views = loaded.get(version) ?? load(frontEnd, version);
  loaded.set(version, views);
  return views;
}

async function findViews(model: AnyModel): Promise<Views> {
  const reference = String(model.get("front_end"));
  return viewsOf(await model.widget_manager.get_model(reference.replace("IPY_MODEL_", "")));
}

export default {
  // The front end begins to load before the first view asks for it. Each view says what went wrong.
  initialize: ({ model }) => {
    if (NAME === "front_end") viewsOf(model).catch(() => {});
  },
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
