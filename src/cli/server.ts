/**
 * `spyglass server`: the private server.
 *
 * @module
 */
import {
  embeddedFolder,
  serverStatus,
  startServer,
  stopServer,
} from "../connection/server/server.ts";
import { nearestName } from "../names/nearest.ts";
import { UsageError } from "./usage_error.ts";
import type { Command, Tools } from "./command.ts";

/** The command. */
export const SERVER: Command = {
  name: "server",
  summary: "see, start or stop the private server",
  takes: ["status|start|stop", "[FOLDER]"],
  options: {},
  about:
    `The private server starts by itself when it is needed, and goes on running. Stopping it loses nothing.
A FOLDER is that of another private server than your own, for example of a restored one.`,
  async run(given, tools) {
    const named = given.positional[1];
    const folder = named === undefined ? embeddedFolder() : tools.path(named);
    const action = given.positional[0]!;
    if (action === "start") return await start(folder, tools);
    if (action === "stop") return await stop(folder, tools);
    if (action === "status") return await status(folder, tools);
    const near = nearestName(action, ["status", "start", "stop"]);
    throw new UsageError(
      `Cannot run server: received ${
        JSON.stringify(action)
      }, wanted status, start or stop${
        near === null ? "" : `; did you mean ${near}?`
      }`,
    );
  },
};

async function status(folder: string, tools: Tools): Promise<number> {
  const found = await serverStatus(folder);
  tools.json(found);
  const pid = found.pid === null ? "" : `, process ${found.pid}`;
  tools.say(`The private server is ${STATES[found.state]}${pid}
Folder  ${found.folder}
Socket  ${found.socket}
Log     ${found.log}`);
  return 0;
}

const STATES = {
  running: "running",
  starting: "starting, or going down",
  stopped: "stopped: it starts when it is needed",
  absent: "not there yet: it is made when it is first needed",
};

async function start(folder: string, tools: Tools): Promise<number> {
  const server = await startServer({ folder, say: tools.progress });
  tools.say(
    `The private server is running, process ${server.pid}\nSocket  ${server.socket}`,
  );
  tools.json({ state: "running", ...server });
  return 0;
}

async function stop(folder: string, tools: Tools): Promise<number> {
  const was = await stopServer(folder);
  tools.say(
    was
      ? "The private server has stopped"
      : "The private server was not running",
  );
  tools.json({ state: "stopped", wasRunning: was });
  return 0;
}
