/**
 * The plugins: what JupyterLab loads, and how the parts are wired.
 *
 * @module
 */
import {
  ILayoutRestorer,
  type JupyterFrontEndPlugin,
} from "@jupyterlab/application";
import {
  ICommandPalette,
  IThemeManager,
  IToolbarWidgetRegistry,
} from "@jupyterlab/apputils";
import { IConsoleTracker } from "@jupyterlab/console";
import { INotebookTracker, type NotebookPanel } from "@jupyterlab/notebook";
import { IRenderMimeRegistry } from "@jupyterlab/rendermime";
import { IStatusBar } from "@jupyterlab/statusbar";
import { ITranslator, nullTranslator } from "@jupyterlab/translation";
import { type CommandContext, registerCommands } from "./commands/command.ts";
import { DIAGRAM_COMMANDS } from "./commands/diagram_commands.ts";
import { EXPORT_COMMANDS } from "./commands/export_commands.ts";
import { FRAME_COMMANDS } from "./commands/frame_commands.ts";
import { READS_COMMANDS } from "./commands/reads_commands.ts";
import { RESULT_COMMANDS } from "./commands/result_commands.ts";
import { SLICE_COMMANDS } from "./commands/slice_commands.ts";
import { OpenDiagrams } from "./diagram/open_diagrams.ts";
import { OpenGrids } from "./grid/open_grids.ts";
import { useLanguage } from "./words/language.ts";
import { keepOnly } from "./kernel/memory.ts";
import { ExportModel } from "./model/model.ts";
import { goToCell } from "./notebook/notebook_cell.ts";
import { NotebookButton } from "./notebook/notebook_button.ts";
import { Sessions } from "./kernel/sessions.ts";
import { ExportSettings } from "./page/settings.ts";
import { openWithFirst } from "./page/auto_open.ts";
import { newestResult } from "./results/newest_result.ts";
import { showResultsWithButtons } from "./results/result_output.ts";
import { warnOfUnlogged } from "./page/warnings.ts";
import { ISettingRegistry } from "@jupyterlab/settingregistry";
import { ExportSidebar } from "./panels/sidebar.ts";
import { ExportStatus } from "./page/status.tsx";
import { IExportModel } from "./model/tokens.ts";
import { followFront } from "./notebook/front.ts";

const DOMAIN = "spyglass_deno";

/** The sessions and the settings of this page; the same for all plugins. */
const sessions = new Sessions();
const settings = new ExportSettings();

const model: JupyterFrontEndPlugin<IExportModel> = {
  id: "spyglass-deno:model",
  description: "Follows the kernel of the notebook or console in front.",
  autoStart: true,
  requires: [INotebookTracker],
  optional: [IConsoleTracker, ITranslator],
  provides: IExportModel,
  activate(
    app,
    notebooks: INotebookTracker,
    consoles: IConsoleTracker | null,
    translator: ITranslator | null,
  ) {
    const language = translator ?? nullTranslator;
    useLanguage(language.languageCode);
    const trans = language.load(DOMAIN);
    const shown = new ExportModel(sessions, trans);
    followFront(app.shell, notebooks, consoles, sessions, shown);
    const { kernels } = app.serviceManager;
    void kernels.ready.then(() =>
      keepOnly(new Set([...kernels.running()].map(({ id }) => id)))
    );
    return shown;
  },
};

const COMMANDS = [
  EXPORT_COMMANDS,
  READS_COMMANDS,
  SLICE_COMMANDS,
  RESULT_COMMANDS,
  DIAGRAM_COMMANDS,
  FRAME_COMMANDS,
];

const sidebar: JupyterFrontEndPlugin<void> = {
  id: "spyglass-deno:plugin",
  description: "The sidebar, its commands and their entries in the palette.",
  autoStart: true,
  requires: [IExportModel, INotebookTracker],
  optional: [ICommandPalette, ILayoutRestorer, IThemeManager, ITranslator],
  activate(
    app,
    shown: IExportModel,
    notebooks: INotebookTracker,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    themes: IThemeManager | null,
    translator: ITranslator | null,
  ) {
    const language = translator ?? nullTranslator;
    const trans = language.load(DOMAIN);
    const services = { model: shown, commands: app.commands, trans };
    const grids = new OpenGrids({ app, sessions, trans, restorer, themes });
    const diagrams = new OpenDiagrams({ app, sessions, trans, restorer });
    const panel = new ExportSidebar(services, language);
    const inFront = () =>
      notebooks.find((one) => one.context.path === shown.path);
    const context: CommandContext = {
      model: shown,
      trans,
      openSidebar: (focus = "first") => {
        panel.expect(focus);
        app.shell.activateById(panel.id);
      },
      openTable: (table, rows) => {
        grids.open(shown.path, { table, rows, sort: [], filter: [] });
      },
      openResult: (name, path = shown.path) => {
        const view = { table: name, rows: "result" as const };
        grids.open(path, { ...view, sort: [], filter: [] });
      },
      newestResult: () => newestResult(inFront() ?? null),
      diagrams,
      frame: () => grids.current,
      filterFrame: () => grids.filter(),
      toCell: (cell) => goToCell(inFront(), cell),
    };
    for (const list of COMMANDS) {
      registerCommands(app.commands, palette, context, list);
    }
    app.shell.add(panel, "right", { rank: 450, type: "Spyglass export" });
    restorer?.add(panel, panel.id);
    void app.restored.then(() => panel.begin());
  },
};

const results: JupyterFrontEndPlugin<void> = {
  id: "spyglass-deno:results",
  description: "Gives each result that a cell shows a button for all its rows.",
  autoStart: true,
  requires: [IRenderMimeRegistry, INotebookTracker],
  optional: [ITranslator],
  activate(
    app,
    outputs: IRenderMimeRegistry,
    notebooks: INotebookTracker,
    translator: ITranslator | null,
  ) {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    showResultsWithButtons(outputs, trans, (result, node) => {
      const path = notebooks.find((one) => one.node.contains(node))
        ?.context.path;
      const args = path === undefined ? { result } : { result, path };
      void app.commands.execute("spyglass-deno:open-result", args);
    });
  },
};

const choices: JupyterFrontEndPlugin<void> = {
  id: "spyglass-deno:choices",
  description:
    "Follows the settings: messages, and a sidebar that opens by itself.",
  autoStart: true,
  requires: [IExportModel, ISettingRegistry],
  optional: [ITranslator],
  activate(
    app,
    shown: IExportModel,
    registry: ISettingRegistry,
    translator: ITranslator | null,
  ) {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const open = (args = {}) =>
      void app.commands.execute("spyglass-deno:open-sidebar", args);
    const isWanted = async () => {
      await settings.ready;
      return settings.warnUnlogged;
    };
    warnOfUnlogged({ sessions, trans, isWanted, open: () => open() });
    // Whoever works in the notebook goes on there.
    openWithFirst(shown, settings, () => open({ isAside: true }));
    void settings.load(registry, sidebar.id);
  },
};

const status: JupyterFrontEndPlugin<void> = {
  id: "spyglass-deno:status",
  description: "Says in the status bar which export is logged into.",
  autoStart: true,
  requires: [IExportModel, IStatusBar],
  optional: [ITranslator],
  activate(
    app,
    shown: IExportModel,
    bar: IStatusBar,
    translator: ITranslator | null,
  ) {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const item = new ExportStatus({
      model: shown,
      commands: app.commands,
      trans,
    });
    bar.registerStatusItem("spyglass-deno:status", {
      item,
      align: "left",
      rank: 100,
      isActive: () => settings.statusBar,
      activeStateChanged: settings.changed,
    });
  },
};

const toolbar: JupyterFrontEndPlugin<void> = {
  id: "spyglass-deno:toolbar",
  description: "Says in each notebook's toolbar whether the notebook logs.",
  autoStart: true,
  requires: [IToolbarWidgetRegistry],
  optional: [ITranslator],
  activate(
    app,
    registry: IToolbarWidgetRegistry,
    translator: ITranslator | null,
  ) {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const services = { sessions, commands: app.commands, trans };
    registry.addFactory<NotebookPanel>(
      "Notebook",
      "spyglass-deno",
      (panel) => new NotebookButton(panel, services),
    );
  },
};

export default [model, sidebar, results, choices, status, toolbar];
